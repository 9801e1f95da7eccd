// Suggested duplicates: found by themselves, each once, never again when refused; and a whole shop in one night.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createCustomer } from '@/lib/customers/create-customer'
import { dismissDuplicate, reopenDuplicate } from '@/lib/customers/decide-duplicate'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { pairOf } from '@/lib/customers/duplicate'
import { findDuplicates } from '@/lib/customers/find-duplicates'
import { mergeCustomers, undoMerge } from '@/lib/customers/merge-customers'
import { updateCustomer } from '@/lib/customers/update-customer'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { createDuplicateStore } from '@/lib/db/duplicate-repo'
import { tenantDb } from '@/lib/db/tenant-db'
import { planShop, writeShop } from '@/lib/test/duplicate-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { findDuplicatesJob, scanDuplicatesJob, startDuplicateScansJob } from './find-duplicates-job'

let shops: TestShops
let shop: Shop
let useCase: UseCase
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  shop = await shops.create()
  useCase = shops.useCase(shop)
})
afterAll(() => shops.close())

const nothing = { score: 0, evidence: [] }
const look = (...ids: string[]) => findDuplicates(createDuplicateStore(shop.id), ids)
const kept = async (state = 'open') =>
  (
    await shops.backDoor.query<{ pair: string }>(
      `select "customerA" || ' ' || "customerB" as pair from "DuplicateSuggestion" where "tenantId" = $1 and state = $2 order by 1`,
      [shop.id, state],
    )
  ).rows.map(({ pair }) => pair)
const pair = (one: string, other: string) => pairOf(one, other).join(' ')
const queued = async (task: string) =>
  (
    await shops.backDoor.query<{ payload: unknown }>(
      `select p.payload from graphile_worker._private_jobs p join graphile_worker._private_tasks t on t.id = p.task_id
       where t.identifier = $1 and p.payload->>'tenantId' = $2 order by p.id`,
      [task, shop.id],
    )
  ).rows.map(({ payload }) => payload)

let made = 0
/** Eight digits, far from those of the next one. */
const lineOf = (n: number) => String(10_000_000 + ((n * 48_271_977) % 90_000_000))
/** Two records of one Hélène: a number, and the same line with another country before it. */
async function twice(): Promise<[string, string]> {
  made += 1
  const line = lineOf(made)
  const one = await createCustomer(useCase, { firstName: 'Hélène', lastName: 'Dupré', phone: `+336${line}` })
  const other = await createCustomer(useCase, { firstName: 'Helene', lastName: 'Dupre', phone: `+32 4${line}` })
  return [one.id, other.id]
}

describe('of one customer', () => {
  test('a change queues one look, in its own transaction; what says nothing about who somebody is queues none', async () => {
    const { id } = await createCustomer(useCase, { firstName: 'Hélène', phone: '06 39 98 11 22' })
    await updateCustomer(useCase, id, { lastName: 'Dupré' })
    expect(await queued('find-duplicates')).toEqual([{ tenantId: shop.id, customerId: id }])
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    await updateCustomer(useCase, id, { segment: 'vip' })
    await useCase.store.write((tx) => tx.touchContact(id, 'sms', new Date()))
    expect(await queued('find-duplicates')).toEqual([])
    await expect(
      useCase.store.write(async (tx) => {
        await tx.updateCustomer(id, { firstName: 'Léa' })
        throw new Error('half-way')
      }),
    ).rejects.toThrow('half-way')
    expect(await queued('find-duplicates')).toEqual([])
  })

  test('a pair is found from either side, with plain evidence', async () => {
    const [one, other] = await twice()
    await findDuplicatesJob({ tenantId: shop.id, customerId: one })
    await findDuplicatesJob({ tenantId: shop.id, customerId: other })
    expect(await kept()).toEqual([pair(one, other)])
    const [found] = await look(one)
    expect(found?.evidence.map(({ kind }) => kind)).toEqual(['phone_ending', 'name', 'rare_name'])
    expect(found?.evidence[1]).toMatchObject({
      percent: 100,
      values: ['Hélène Dupré', 'Helene Dupre'].sort(() => (one < other ? 0 : -1)),
    })
  })

  test('two workers at once make one suggestion', async () => {
    const pairs = await Promise.all(Array.from({ length: 6 }, twice))
    await Promise.all(pairs.flat().flatMap((id) => [look(id), look(id)]))
    expect(await kept()).toEqual(pairs.map(([one, other]) => pair(one, other)).sort())
  })

  test('what is no longer alike is no longer suggested; who is gone neither', async () => {
    const [one, other] = await twice()
    const [third, fourth] = await twice()
    await look(one, other, third, fourth)
    expect(await kept()).toHaveLength(2)
    await updateCustomer(useCase, one, { firstName: 'Bernard', lastName: 'Quintal' })
    await deleteCustomer(useCase, third)
    await look(one, third)
    expect(await kept()).toEqual([])
    const { rows } = await shops.backDoor.query('select 1 from "CustomerMatch" where "customerId" = $1', [third])
    expect(rows).toEqual([])
    expect(fourth).toBeTruthy()
  })

  test('a name of just two is a reason, until a third has it', async () => {
    const one = await createCustomer(useCase, { firstName: 'Sandrine', lastName: 'Pélissier', email: 's@example.org' })
    const other = await createCustomer(useCase, { firstName: 'Sandrine', lastName: 'Pelissier', phone: '06 39 98 43 18' })
    await look(one.id)
    expect(await kept()).toEqual([pair(one.id, other.id)])
    const third = await createCustomer(useCase, { firstName: 'Paul', lastName: 'Pélissier', phone: '06 39 98 43 19' })
    await look(third.id)
    expect(await kept()).toEqual([])
  })

  test('a shop finds nobody of another shop', async () => {
    const [one, other] = await twice()
    const elsewhere = await shops.create()
    const line = lineOf(made)
    const theirs = await createCustomer(shops.useCase(elsewhere), {
      firstName: 'Hélène',
      lastName: 'Dupré',
      phone: `+336${line}`,
    })
    await findDuplicates(createDuplicateStore(elsewhere.id), [theirs.id])
    await look(theirs.id)
    await look(one, other)
    expect(await kept()).toHaveLength(1)
    const seen = await tenantDb(elsewhere.id).sql((sql) =>
      sql.rows(z.unknown(), `select * from duplicate_candidates($1, 10)`, [[one, theirs.id]]),
    )
    expect(seen).toEqual([])
  })

  test('who writes under an identity of each is asked about', async () => {
    const [one, other] = [
      await createCustomer(useCase, { phone: '06 39 98 77 01' }),
      await createCustomer(useCase, { email: 'qui@example.org' }),
    ]
    await useCase.store.write((tx) => tx.noteOneSender(one.id, other.id))
    await look(one.id)
    await look(other.id)
    expect(await kept()).toEqual([pair(one.id, other.id)])
  })
})

describe('not the same person', () => {
  test('holds for ever: when looked at again, when either is changed; and can be taken back', async () => {
    const [one, other] = await twice()
    await look(one, other)
    await dismissDuplicate(useCase, other, one, nothing)
    await look(one, other)
    await updateCustomer(useCase, one, { firstName: 'Helena' })
    await look(one)
    expect([await kept(), await kept('dismissed')]).toEqual([[], [pair(one, other)]])
    await reopenDuplicate(useCase, one, other)
    await look(one)
    expect(await kept()).toEqual([pair(one, other)])
    await expect(reopenDuplicate(useCase, one, other)).rejects.toMatchObject({ reason: 'pair_not_found' })
  })

  test('follows merges, and comes back with an undo', async () => {
    const [a, b] = await twice()
    const c = (await createCustomer(useCase, { firstName: 'Helene', lastName: 'Dupré', email: 'c@example.org' })).id
    await dismissDuplicate(useCase, a, b, nothing)
    const { mergeId } = await mergeCustomers(useCase, c, a)
    await look(a, b, c)
    // C has A's number now and looks like B as A did.
    expect(await kept()).toEqual([])
    await undoMerge(useCase, mergeId)
    await look(a, b, c)
    expect([await kept(), await kept('dismissed')]).toEqual([[], [pair(a, b)]])
  })

  test('a merged pair is settled, and open again after an undo', async () => {
    const [one, other] = await twice()
    await look(one, other)
    const { mergeId } = await mergeCustomers(useCase, one, other)
    await look(one, other)
    expect([await kept(), await kept('merged')]).toEqual([[], [pair(one, other)]])
    await undoMerge(useCase, mergeId)
    expect(await kept()).toEqual([pair(one, other)])
  })

  test('nobody else’s customers, nor one and the same', async () => {
    const [one] = await twice()
    const theirs = await createCustomer(shops.useCase(await shops.create()), { firstName: 'Zoé' })
    for (const id of [theirs.id, '01999999-9999-7999-8999-999999999999']) {
      await expect(dismissDuplicate(useCase, one, id, nothing)).rejects.toMatchObject({
        code: 'not_found',
        reason: 'customer_not_found',
      })
      await expect(reopenDuplicate(useCase, one, id)).rejects.toMatchObject({ code: 'not_found', reason: 'pair_not_found' })
    }
    await expect(dismissDuplicate(useCase, one, one, nothing)).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('a whole shop', () => {
  const next: unknown[] = []
  const queue = {
    replace: async (_task: string, payload: unknown) => void next.push(payload),
  }

  test('10,000 customers, 200 entered twice: nearly all are found, hardly anybody else', async () => {
    const { entries, planted } = planShop(10_000, 200, 20_261_126)
    await writeShop(shops, shop.id, entries)
    next.length = 0
    // Little time at a go: it must go on where it was.
    await scanDuplicatesJob({ tenantId: shop.id, after: '' }, { queue }, 500)
    expect(next).toHaveLength(1)
    let goes = 1
    while (next.length > 0) {
      goes += 1
      await scanDuplicatesJob(next.shift() as { tenantId: string; after: string }, { queue }, 500)
    }
    expect(goes).toBeGreaterThan(2)
    const found = new Set(await kept())
    const wanted = planted.map(([one, other]) => pair(one, other))
    const hits = wanted.filter((one) => found.has(one)).length
    expect(hits / wanted.length).toBeGreaterThanOrEqual(0.98)
    expect((found.size - hits) / found.size).toBeLessThanOrEqual(0.02)

    // The next night nobody has changed: nothing is written, and one who changed is looked at.
    const before = await shops.backDoor.query('select xmin::text, * from "CustomerMatch" where "tenantId" = $1 order by 3', [
      shop.id,
    ])
    await startDuplicateScansJob(null, { queue })
    const night = next.find((payload) => (payload as { tenantId: string }).tenantId === shop.id)
    expect(night).toEqual({ tenantId: shop.id, after: '' })
    await scanDuplicatesJob(night as { tenantId: string; after: string }, { queue })
    const after = await shops.backDoor.query('select xmin::text, * from "CustomerMatch" where "tenantId" = $1 order by 3', [
      shop.id,
    ])
    expect(after.rows).toEqual(before.rows)
  }, 120_000)
})
