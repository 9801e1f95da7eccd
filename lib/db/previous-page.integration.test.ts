// Going back in the list lands on the very pages one came through, in every order, ties included.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import { type CustomerListRequest, customerSorts } from '@/lib/customers/customer-store'
import type { UseCase } from '@/lib/customers/use-case'
import { openTestShops, type TestShops } from '@/lib/test/shops'

let shops: TestShops
let useCase: UseCase
beforeAll(async () => {
  shops = await openTestShops()
  useCase = shops.useCase(await shops.create())
  // Same names, no orders, no contact: most keys are equal, so that only the id orders them.
  for (let at = 0; at < 17; at++)
    await createCustomer(useCase, { firstName: 'Hélène', lastName: at % 3 === 0 ? 'Petit' : 'Durand' })
})
afterAll(() => shops.close())

const orders: Pick<CustomerListRequest, 'sort' | 'direction' | 'filter'>[] = [
  ...customerSorts.flatMap((sort) => (['asc', 'desc'] as const).map((direction) => ({ sort, direction, filter: {} }))),
  { sort: 'relevance', direction: 'desc', filter: { query: 'helene durand' } },
  { sort: 'name', direction: 'asc', filter: { query: 'helene' } },
]

test.each(orders)('$sort $direction $filter.query', async (order) => {
  const request = { ...order, limit: 4 }
  const begins: (string | null)[] = []
  for (let cursor: string | null = null; ;) {
    begins.push(cursor)
    const page = await useCase.store.list({ ...request, cursor })
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  expect(begins.length).toBeGreaterThan(2)
  for (const [at, cursor] of begins.entries())
    expect(await useCase.store.previousCursor({ ...request, cursor })).toBe(at === 0 ? null : begins[at - 1])
})

test('another shop’s cursor leads nowhere in this one', async () => {
  const page = await useCase.store.list({ sort: 'name', direction: 'asc', filter: {}, limit: 4, cursor: null })
  const other = shops.useCase(await shops.create())
  expect(
    await other.store.previousCursor({ sort: 'name', direction: 'asc', filter: {}, limit: 4, cursor: page.nextCursor }),
  ).toBeNull()
})
