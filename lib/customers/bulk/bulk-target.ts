// Whom a bulk action is meant for: customers by id, or everybody whom a list shows.
import { z } from 'zod'
import { tagNameSchema } from '../customer'
import type { CustomerFilter } from '../customer-store'
import { customerRuleSchema } from '../rule'
import { mostChosen } from './bulk-limits'

const ids = z.array(z.string().min(1).max(100)).max(mostChosen)
/**
 * The list's filter, read strictly: a condition that was dropped because it is not understood would mean more people than
 * somebody has seen.
 */
const filterSchema = z.strictObject({
  query: z.string().min(1).max(200).optional(),
  tags: z.array(tagNameSchema).min(1).max(10).optional(),
  segment: z.string().min(1).max(60).optional(),
  rule: customerRuleSchema.optional(),
})

export const bulkTargetSchema = z.union([
  z.strictObject({ ids: ids.min(1) }),
  z.strictObject({ filter: filterSchema, except: ids.default([]) }),
])
export type BulkTarget = z.output<typeof bulkTargetSchema>

/** The same as a filter of the list. */
export function filterOf(target: BulkTarget): CustomerFilter {
  if ('ids' in target) return { ids: target.ids }
  const { query, tags, segment, rule } = target.filter
  return {
    ...(query === undefined ? {} : { query }),
    ...(tags === undefined ? {} : { tags }),
    ...(segment === undefined ? {} : { segment }),
    ...(rule === undefined ? {} : { rule }),
    ...(target.except.length === 0 ? {} : { except: target.except }),
  }
}
