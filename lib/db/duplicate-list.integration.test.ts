// The list of open pairs by key, a pair with what would move, and another shop's ids that are none.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { dismissDuplicate } from '@/lib/customers/decide-duplicate'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { pairOf } from '@/lib/customers/duplicate'
import { mergeCustomers, undoMerge } from '@/lib/customers/merge-customers'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { countDuplicates, listDuplicates, readDuplicatePair, standingMerges } from './duplicate-list'
import { readRecordFrame } from './record-frame-repo'

const most = { notes: 1, orders: 1, duplicates: 5 }
let shops: TestShops
let shop: Shop
let useCase: UseCase
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  shop = await shops.create()
  useCase = shops.useCase(shop)
})
afterAll(() => shops.close())

const person = async (tags: string[] = []) => (await createCustomer(useCase, { firstName: 'Zoé', tags })).id
async function suggest(one: string, other: string, score: number): Promise<string> {
  const [a, b] = pairOf(one, other)
  await shops.backDoor.query(
    `insert into "DuplicateSuggestion" ("tenantId", "customerA", "customerB", score, evidence) values ($1, $2, $3, $4, '[{"kind": "phone", "values": ["+33639981234"], "weight": 42}]')`,
    [shop.id, a, b, score],
  )
  return `${a} ${b}`
}

test('pages by score, each pair once, equal scores too; who is gone is not shown', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, () => person()))
  const wanted: string[] = []
  for (let i = 0; i < 11; i++) wanted.push(await suggest(people[i]!, people[i + 1]!, i % 3 === 0 ? 90 : 70))
  const seen: { pair: string; score: number }[] = []
  for (let cursor: string | null = null, pages = 0; pages < 9; pages++) {
    const page = await listDuplicates(shop, cursor, 3)
    seen.push(...page.data.map(({ a, b, score }) => ({ pair: `${a.id} ${b.id}`, score })))
    cursor = page.nextCursor
    if (cursor === null) break
  }
  expect(seen.map(({ pair }) => pair).sort()).toEqual([...wanted].sort())
  expect(seen.map(({ score }) => score)).toEqual([...seen.map(({ score }) => score)].sort((x, y) => y - x))
  expect(await countDuplicates(shop, 5)).toEqual({ count: 5, capped: true })
  await deleteCustomer(useCase, people[0]!)
  await mergeCustomers(useCase, people[11]!, people[10]!)
  expect((await countDuplicates(shop, 100)).count).toBe(8)
  await expect(listDuplicates(shop, 'x', 3)).rejects.toMatchObject({ code: 'invalid' })

  // From pair to pair as in the list, forwards and back.
  const first = (await listDuplicates(shop, null, 1)).data[0]!
  const walk = [`${first.a.id} ${first.b.id}`]
  for (let next = (await readDuplicatePair(shop, first.a.id, first.b.id))!.next; next !== null;) {
    walk.push(`${next.a} ${next.b}`)
    const pair = (await readDuplicatePair(shop, next.b, next.a))!
    expect(pair.previous).toEqual({ a: walk.at(-2)!.split(' ')[0], b: walk.at(-2)!.split(' ')[1] })
    next = pair.next
  }
  expect(walk).toEqual((await listDuplicates(shop, null, 30)).data.map(({ a, b }) => `${a.id} ${b.id}`))
})

test('a pair tells what each has, what both have, and what was decided; after the merge the counts are those promised', async () => {
  const [one, other] = [await person(['vip', 'sms']), await person(['vip'])]
  for (const text of ['a', 'b']) await addNote(useCase, other, text)
  const pair = (await readDuplicatePair(shop, other, one))!
  expect(pair).toMatchObject({ state: null, isDismissed: false, a: { id: pairOf(one, other)[0] } })
  const counted = Object.fromEntries(pair.counts.map(({ kind, a, b, common }) => [kind, a + b - common]))
  expect(counted).toMatchObject({ notes: 2, tags: 2, activities: 4, orders: 0 })
  await dismissDuplicate(useCase, one, other, pair)
  expect(await readDuplicatePair(shop, one, other)).toMatchObject({
    state: 'dismissed',
    isDismissed: true,
    dismissedBy: 'Camille',
  })

  const { mergeId } = await mergeCustomers(useCase, one, other)
  const third = await person()
  const after = (await readDuplicatePair(shop, one, third))!
  const kept = Object.fromEntries(after.counts.map(({ kind, a, b }) => [kind, after.a.id === one ? a : b]))
  // The merge itself is one line more.
  expect(kept).toEqual({ ...counted, activities: (counted.activities ?? 0) + 1 })
  expect(await standingMerges(shop, [mergeId])).toEqual(new Set([mergeId]))
  await undoMerge(useCase, mergeId)
  expect(await standingMerges(shop, [mergeId])).toEqual(new Set())
})

test('another shop’s customers look like none', async () => {
  const elsewhere = await shops.create()
  const [one, other] = [await person(), await person()]
  await suggest(one, other, 80)
  const { mergeId } = await mergeCustomers(useCase, await person(), await person())
  const mine = (await createCustomer(shops.useCase(elsewhere), { firstName: 'A' })).id
  expect((await readRecordFrame(shop, one, most)).duplicates).toMatchObject([{ score: 80, other: { id: other } }])
  for (const id of [one, '01999999-9999-7999-8999-999999999999']) {
    expect(await readDuplicatePair(elsewhere, mine, id)).toBeNull()
    await expect(readRecordFrame(elsewhere, id, most)).rejects.toMatchObject({ code: 'not_found' })
  }
  expect(await readDuplicatePair(shop, one, one)).toBeNull()
  expect((await listDuplicates(elsewhere, null, 5)).data).toEqual([])
  expect(await standingMerges(elsewhere, [mergeId])).toEqual(new Set())
})
