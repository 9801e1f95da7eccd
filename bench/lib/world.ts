// The throw-away database of a bench run, made by scripts/bench.mjs and told to every script in a file.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'

const worldSchema = z.object({
  /** Past row-level security: for comparisons and statistics only. */
  superUrl: z.string(),
  ownerUrl: z.string(),
  /** The role of the product itself. */
  appUrl: z.string(),
  appSecret: z.string(),
  /** Customers in the large shop; the small one has a hundredth, 1,000 at most. */
  customers: z.number().int().positive(),
  small: z.object({ id: z.string(), slug: z.string(), customers: z.number().int() }),
  large: z.object({ id: z.string(), slug: z.string(), customers: z.number().int() }),
  /** A folder of this run's own. */
  folder: z.string(),
})
export type World = z.infer<typeof worldSchema>

/** Reads `--world FILE` of the command line. */
export function readWorld(): World {
  const { values } = parseArgs({ options: { world: { type: 'string' } } })
  if (values.world === undefined) throw new Error('Run this through `npm run bench -- ID`, which makes the database first.')
  return worldSchema.parse(JSON.parse(readFileSync(values.world, 'utf8')))
}
