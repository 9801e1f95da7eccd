// How many customers a list has: counted up to a cap and for a moment, estimated beyond.
import { z } from 'zod'
import type { CustomerCount, CustomerFilter } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'
import { countStatement, type Statement, wantedTags } from './customer-list'
import { sqlState } from './database-errors'
import type { TenantDb } from './tenant-db'

/** Milliseconds of counting that a reader waits for; a rule nobody has an index for may take longer on a large shop. */
const patience = 300
const cancelled = '57014'

export async function countCustomers(
  db: TenantDb,
  shop: Shop,
  filter: CustomerFilter,
  cap: number,
  most = patience,
): Promise<CustomerCount> {
  try {
    return await db.sql(async (sql) => {
      const statement = countStatement(shop, filter, cap, await wantedTags(sql, filter))
      if (statement === null) return { count: 0, capped: false, estimated: false }
      if ((filter.rule?.parts ?? []).length > 0) await sql.run(`set local statement_timeout = ${Math.trunc(most)}`)
      const [row] = await sql.rows(z.object({ count: z.int() }), statement.text, statement.values)
      const count = row?.count ?? 0
      return { count: Math.min(count, cap), capped: count > cap, estimated: false }
    })
  } catch (error) {
    if (sqlState(error) !== cancelled) throw error
    return db.sql(async (sql) => {
      const statement = countStatement(shop, filter, cap, await wantedTags(sql, filter))
      const count = statement === null ? 0 : await guess(statement, (text, values) => sql.rows(planSchema, text, values))
      return { count: Math.min(count, cap), capped: count > cap, estimated: true }
    })
  }
}

const planSchema = z.object({
  'QUERY PLAN': z.array(z.object({ Plan: z.looseObject({ Plans: z.array(z.object({ 'Plan Rows': z.number() })) }) })),
})

/** What the planner expects, with the one or two figures that such a number deserves. */
async function guess(
  { text, values }: Statement,
  ask: (text: string, values: Statement['values']) => Promise<z.output<typeof planSchema>[]>,
): Promise<number> {
  const [row] = await ask(`explain (format json) ${text}`, values)
  const rows = row?.['QUERY PLAN'][0]?.Plan.Plans[0]?.['Plan Rows'] ?? 0
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, rows))) - 1)
  return Math.round(rows / unit) * unit
}
