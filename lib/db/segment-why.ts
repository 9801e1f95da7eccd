// Each condition of each segment's rule, asked of one customer by the same SQL that fills the segments.
import 'server-only'
import { z } from 'zod'
import { conditionsOf } from '@/lib/customers/rule'
import type { Shop } from '@/lib/customers/use-case'
import { type ExplainedRule, explainRule } from '@/lib/segments/explain-rule'
import type { Segment } from '@/lib/segments/segment'
import { Parameters } from './parameters'
import { conditionSql } from './rule-sql'
import { isFree } from './segment-refresh'
import { readSegments } from './segment-rows'
import { type SqlTx, tenantDb } from './tenant-db'

export interface ExplainedSegment {
  segment: Segment
  why: ExplainedRule
}

export interface CustomerWhy {
  /** The customer's level now; it follows the rules within moments. */
  segment: string | null
  /** Who set it, when somebody did; `by` is null when nobody knows any more. */
  fixed: { by: string | null; at: Date | null } | null
  /** The ladder, from the first step to the one that holds. */
  levels: ExplainedSegment[]
  groups: ExplainedSegment[]
}

/** In three statements; null for a customer who is not there. */
export const explainCustomer = (shop: Shop, customerId: string): Promise<CustomerWhy | null> =>
  tenantDb(shop.id).sql(async (sql) => {
    const segments = await readSegments(sql)
    const parameters = new Parameters()
    const id = parameters.add(customerId, 'text')
    const asked = segments
      .flatMap(({ rule }) => conditionsOf(rule))
      .map((condition) => `(${conditionSql(condition, shop, parameters)}) is true`)
    const [row] = await sql.rows(
      z.object({ segment: z.string().nullable(), isFixed: z.boolean(), answers: z.array(z.boolean()) }),
      `select c.segment, not ${isFree} as "isFixed", array[${asked.join(', ')}]::boolean[] as answers
       from "Customer" c where c.id = ${id} and c."deletedAt" is null`,
      parameters.values,
    )
    if (row === undefined) return null
    let from = 0
    const explained = segments.map((segment): ExplainedSegment => {
      const own = row.answers.slice(from, (from += conditionsOf(segment.rule).length))
      return { segment, why: explainRule(segment.rule, own) }
    })
    const ladder = explained.filter(({ segment }) => segment.kind === 'level')
    const held = ladder.findIndex(({ why }) => why.holds)
    return {
      segment: row.segment,
      fixed: row.isFixed ? await whoFixed(sql, customerId) : null,
      levels: held === -1 ? ladder : ladder.slice(0, held + 1),
      groups: explained.filter(({ segment }) => segment.kind === 'group'),
    }
  })

/** Lines of the timeline that are looked through. */
const looked = 1_000

async function whoFixed(sql: SqlTx, customerId: string): Promise<{ by: string | null; at: Date | null }> {
  const [line] = await sql.rows(
    z.object({ by: z.string().nullable(), at: z.date() }),
    `select a.metadata->>'by' as by, a."timestamp" as at from (
       select type, metadata, "timestamp" from "CustomerActivity" where "customerId" = $1 order by "timestamp" desc, id desc limit $2) a
     where (a.type = 'segment_changed' and not a.metadata ? 'byRule') or a.type = 'customer_created'
       or (a.type = 'customer_updated' and a.metadata->'fields' ? 'segment') limit 1`,
    [customerId, looked],
  )
  return line ?? { by: null, at: null }
}
