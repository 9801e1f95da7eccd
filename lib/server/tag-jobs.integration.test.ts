// What a changed tag means for whoever follows changes: the change feed, and the linked system, which gets its turn and no flood.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addTags } from '@/lib/customers/tag-customer'
import { deleteTag, restoreTags } from '@/lib/customers/tags/delete-tag'
import { beginMergeTags } from '@/lib/customers/tags/merge-tags'
import { renameTag } from '@/lib/customers/tags/rename-tag'
import type { TagCase } from '@/lib/customers/tags/tag-store'
import { listManagedTags } from '@/lib/db/tag-list'
import { createTagStore } from '@/lib/db/tag-store'
import { tellSome } from '@/lib/db/tag-telling'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { mergeTagJob, tellTagJob } from './tag-jobs'

let shops: TestShops
let world: LinkedShop
let tagCase: TagCase
/** Nothing here takes so long that it would go on later. */
const tools = {
  queue: {
    replace: () => {
      throw new Error('Not done in time')
    },
  },
}

beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())
beforeEach(async () => {
  world = await openLinkedShop(shops)
  tagCase = { actor: staff, tags: createTagStore(world.shop.id, staff) }
})

async function tag(name: string) {
  const { data } = await listManagedTags(world.shop.id, { query: name, sort: 'name', cursor: null, limit: 10 })
  const found = data.find((one) => one.name === name)
  if (found === undefined) throw new Error(`No tag ${name}`)
  return found
}
async function linked(phone: string, ...tags: string[]) {
  const { customer, externalId } = await world.linkedCustomer({ firstName: 'Ana', phone, tags })
  return { id: customer.id, there: async () => (await world.remote.getCustomer(externalId))?.tags }
}
const tell = (tagId: string) => tellTagJob({ tenantId: world.shop.id, tagId }, tools)
const waiting = async () => (await world.outbox()).filter(({ state }) => state === 'waiting')

describe('the linked system', () => {
  it('hears of a new name, a merge, a deletion and their undo as changes of tags, one a customer', async () => {
    const [a, b] = [await linked('0639980001', 'fidèle'), await linked('0639980002', 'fidèle', 'vip')]
    const first = await tag('fidèle')
    await renameTag(tagCase, { id: first.id, version: first.version, name: 'habitués' })
    await tell(first.id)
    expect((await waiting()).map(({ kind, payload, customerId }) => ({ kind, payload, customerId }))).toEqual(
      expect.arrayContaining([a.id, b.id].map((customerId) => ({ kind: 'customer', payload: { tags: true }, customerId }))),
    )
    expect(await waiting()).toHaveLength(2)
    await world.pushAll()
    expect([await a.there(), await b.there()]).toEqual([['habitués'], ['habitués', 'vip']])

    const vip = await tag('vip')
    await beginMergeTags(tagCase, { keptId: vip.id, ids: [first.id] })
    await mergeTagJob({ tenantId: world.shop.id, tagId: first.id }, tools)
    await tell(first.id)
    await world.pushAll()
    expect([await a.there(), await b.there()]).toEqual([['vip'], ['vip']])

    await restoreTags(tagCase, { ids: [first.id] })
    await tell(first.id)
    await world.pushAll()
    expect([await a.there(), await b.there()]).toEqual([['habitués'], ['habitués', 'vip']])

    await deleteTag(tagCase, { id: vip.id })
    await tell(vip.id)
    expect(await waiting()).toHaveLength(1)
    await world.pushAll()
    expect([await a.there(), await b.there()]).toEqual([['habitués'], ['habitués']])
  })

  it('gets what several changes add up to, once', async () => {
    const a = await linked('0639980003', 'un')
    const { id } = await tag('un')
    for (const [version, name] of [
      [1, 'deux'],
      [2, 'trois'],
    ] as const) {
      await renameTag(tagCase, { id, version, name })
      await tell(id)
    }
    expect(await waiting()).toHaveLength(1)
    await world.pushAll()
    expect(await a.there()).toEqual(['trois'])
    expect(world.written('addTags').length + world.written('removeTags').length).toBeLessThanOrEqual(2)
  })

  it('gets no more while enough waits for it; what was told stays told', async () => {
    const ids = []
    for (let at = 0; at < 5; at++) ids.push((await linked(`063998010${at}`, 'grand')).id)
    const { id, version } = await tag('grand')
    const before = (await world.outbox()).length
    await renameTag(tagCase, { id, version, name: 'vaste' })
    const some = () => tellSome({ tenantId: world.shop.id, tagId: id, batch: 2, most: 2, pause: 60_000 })
    expect([await some(), await some(), await some()]).toEqual(['more', 'waits', 'waits'])
    expect(await waiting()).toHaveLength(2)
    const { rows } = await shops.backDoor.query<{ wait: number }>(
      `select extract(epoch from run_at - now())::float8 as wait from graphile_worker._private_jobs where key = $1`,
      [`tell-tag ${world.shop.id} ${id}`],
    )
    expect(rows).toHaveLength(1)
    await world.pushAll()
    expect(await some()).toBe('more')
    await world.pushAll()
    expect([await some(), await some()]).toEqual(['done', 'done'])
    await world.pushAll()
    const tags = await Promise.all(ids.map(async (one) => (await world.useCase.store.get(one))?.tags))
    expect(tags).toEqual(ids.map(() => ['vaste']))
    expect(await world.outbox()).toHaveLength(before + 5)
  })
})

it('the change feed tells every live customer of a renamed tag, also in a shop without a linked system', async () => {
  const shop = await shops.create()
  const useCase = shops.useCase(shop)
  const ids = []
  for (const firstName of ['Zoé', 'Luc']) {
    const { rows } = await shops.backDoor.query<{ id: string }>(
      `insert into "Customer" ("tenantId", id, "firstName") values ($1, $2, $2) returning id`,
      [shop.id, firstName],
    )
    ids.push(rows[0]?.id ?? '')
  }
  for (const id of ids) await addTags(useCase, id, ['vip'])
  const { cursor } = await useCase.store.changesSince(null, 100)
  const [vip] = (await listManagedTags(shop.id, { query: '', sort: 'name', cursor: null, limit: 1 })).data
  await renameTag({ actor: staff, tags: createTagStore(shop.id, staff) }, { id: vip?.id, version: 1, name: 'VIP' })
  await tellTagJob({ tenantId: shop.id, tagId: vip?.id ?? '' }, tools)
  const { changes } = await useCase.store.changesSince(cursor, 100)
  expect(changes.map((change) => change.id).sort()).toEqual([...ids].sort())
})
