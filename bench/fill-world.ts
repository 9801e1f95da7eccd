// Makes the two shops of a bench run: one small, one large. Reads and completes the file given by --world.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { createTenant } from '@/lib/db/account-repo'
import { database, openDatabase, replaceDatabase } from '@/lib/db/client'
import { fill, settle } from './lib/fill'

const { values } = parseArgs({ options: { world: { type: 'string', default: '' } } })
const worldSchema = z.looseObject({ appUrl: z.string(), superUrl: z.string(), customers: z.number() })
const world: z.infer<typeof worldSchema> = worldSchema.parse(JSON.parse(readFileSync(values.world, 'utf8')))
const { appUrl, superUrl, customers } = world
const sizes = { small: Math.min(1_000, Math.ceil(customers / 100)), large: customers }

replaceDatabase(openDatabase(appUrl, 2))
for (const [slug, count] of Object.entries(sizes)) {
  const shop = await createTenant({ slug: `bench-${slug}`, name: `Bench ${slug}` })
  await fill(appUrl, shop.id, count)
  world[slug] = { id: shop.id, slug: shop.slug, customers: count }
}
await database().close()
await settle(superUrl)
writeFileSync(values.world, JSON.stringify(world), { mode: 0o600 })
