// The page after a customer is a place in the sort's index, also under row-level security: asserted from the plan.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type CustomerSort, customerSorts } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { createTenant } from './account-repo'
import { createCustomerStore } from './customer-store'
import { listStatement } from './customer-list'
import { tenantDb } from './tenant-db'

let app: TestApp
let shop: Shop

beforeAll(async () => {
  app = await startTestApp()
  shop = await createTenant({ slug: 'plans', name: 'Plans' })
  await tenantDb(shop.id).sql((sql) =>
    sql.run(
      `insert into "Customer" ("tenantId", id, "firstName", "lastContactAt")
       select current_tenant(), 'c' || n, 'Marie', case when n % 2 = 0 then now() - n * interval '1 hour' end from generate_series(1, 60) n`,
    ),
  )
})
afterAll(() => app.stop())

async function planOfSecondPage(sort: CustomerSort, direction: 'asc' | 'desc'): Promise<string> {
  const request = { filter: {}, sort, direction, limit: 20 }
  const { nextCursor } = await createCustomerStore(shop, { kind: 'system', id: null, name: 'test' }).list({
    ...request,
    cursor: null,
  })
  const statement = listStatement(shop, { ...request, cursor: nextCursor }, [])
  if (nextCursor === null || statement === null) throw new Error('there is no second page')
  return tenantDb(shop.id).sql(async (sql) => {
    // A table this small would be read whole: the question is what the planner can do, not what it prefers.
    await sql.run('set local enable_seqscan = off')
    await sql.run('set local enable_sort = off')
    await sql.run('set local enable_bitmapscan = off')
    const rows = await sql.rows(z.object({ 'QUERY PLAN': z.string() }), `explain (costs off) ${statement.text}`, statement.values)
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
}

describe.each(customerSorts.flatMap((sort) => (['asc', 'desc'] as const).map((direction) => [sort, direction] as const)))(
  'by %s %s',
  (sort, direction) => {
    it('finds the next page by its key in the index, and filters nothing away', async () => {
      const plan = await planOfSecondPage(sort, direction)
      expect(plan).toMatch(/using "Customer_list_\w+_idx"/)
      expect(plan).toMatch(/Index Cond: .*ROW\(/)
      expect(plan).not.toMatch(/Filter: .*ROW\(/)
    })
  },
)
