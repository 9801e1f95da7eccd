// The change feed among transactions that commit late.
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { openTestShops, type TestShops } from '@/lib/test/shops'

let shops: TestShops
let shop: Shop
let useCase: UseCase
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  shop = await shops.create()
  useCase = shops.useCase(shop)
})
afterAll(() => shops.close())

describe('the change feed', () => {
  const insert = (pool: pg.PoolClient, tenantId: string, id: string) =>
    pool.query(
      `begin; select set_config('app.tenant_id', '${tenantId}', true); insert into "Customer" ("tenantId", id, "firstName", "updatedAt") values ('${tenantId}', '${id}', 'Late', clock_timestamp())`,
    )

  test('a transaction that commits late is waited for, not lost', async () => {
    const late = await shops.database.pool.connect()
    try {
      await insert(late, shop.id, 'late')
      const quick = await createCustomer(useCase, { firstName: 'Quick' })
      const before = await useCase.store.changesSince(null, 100)
      expect(before.changes).toEqual([])
      await late.query('commit')
      const after = await useCase.store.changesSince(before.cursor, 100)
      expect(after.changes.map(({ id }) => id)).toEqual(['late', quick.id])
      expect((await useCase.store.changesSince(after.cursor, 100)).changes).toEqual([])
    } finally {
      late.release()
    }
  })

  test('under writers of all lengths a follower meets everyone', async () => {
    const written: string[] = []
    let writing = true
    const writer = async (lane: number) => {
      for (let turn = 0; turn < 12; turn++) {
        const id = await useCase.store.write(async (tx) => {
          const made = newId()
          await tx.insertCustomer(
            made,
            {
              firstName: `W${lane}-${turn}`,
              lastName: null,
              preferredChannel: null,
              language: 'fr',
              segment: null,
              metadata: {},
            },
            [],
          )
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 25))
          return made
        })
        written.push(id)
      }
    }
    const seen = new Set<string>()
    const follow = async () => {
      let cursor: string | null = null
      for (;;) {
        const done: boolean = !writing
        const page = await useCase.store.changesSince(cursor, 5)
        for (const change of page.changes) seen.add(change.id)
        cursor = page.cursor
        if (done && !page.hasMore && page.changes.length === 0) return
      }
    }
    const following = follow()
    await Promise.all(Array.from({ length: 6 }, (_, lane) => writer(lane)))
    writing = false
    await following
    expect([...seen].sort()).toEqual([...written].sort())
  })
})
