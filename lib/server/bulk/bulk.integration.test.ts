// Many customers at once: each action, whom it leaves and why, other shops, lost rights, and taking it back.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BulkAction } from '@/lib/customers/bulk/bulk-action'
import type { BulkTarget } from '@/lib/customers/bulk/bulk-target'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Customer } from '@/lib/customers/customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import { setSegment } from '@/lib/customers/set-segment'
import { addTags, removeTags } from '@/lib/customers/tag-customer'
import type { Actor, Shop, UseCase } from '@/lib/customers/use-case'
import { addMembership, createUser, removeMembership } from '@/lib/db/account-repo'
import { type BulkRecord, createBulkJob, findBulkJob, startBulkUndo, stopBulkJob } from '@/lib/db/bulk-repo'
import { bulkRows, type BulkShare } from '@/lib/db/bulk-rows'
import { openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { runBulkJob, undoBulkJob } from './bulk-job'
import { sweepBulkJob } from './sweep-bulk-job'

let shops: TestShops
let shop: Shop
let useCase: UseCase
let actor: Actor
let made = 0
beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())
beforeEach(async () => {
  shop = await shops.create()
  actor = await person('owner')
  useCase = shops.useCase(shop, { actor })
})

async function person(role: string): Promise<Actor> {
  made += 1
  const { id } = await createUser({ email: `b${String(made)}@example.fr`, name: 'Camille', passwordHash: 'unused' })
  await addMembership(shop.id, id, role)
  return { kind: 'user', id, name: 'Camille' }
}

const read = async (id: string): Promise<BulkRecord> => {
  const record = await findBulkJob(shop.id, id)
  if (record === null) throw new Error('no such job')
  return record
}
async function run(action: BulkAction, target: BulkTarget): Promise<BulkRecord> {
  const { id } = await createBulkJob(shop, actor, action, target)
  await runBulkJob({ tenantId: shop.id, jobId: id })
  return read(id)
}
async function undo(id: string): Promise<BulkRecord> {
  await startBulkUndo(shop, actor, id)
  await undoBulkJob({ tenantId: shop.id, jobId: id })
  return read(id)
}
const rowsOf = async (id: string, share: BulkShare) =>
  (await bulkRows(shop.id, id, { share, after: '', limit: 1000 })).map(({ customerId, reason, keptBecause }) => ({
    id: customerId,
    because: reason ?? keptBecause,
  }))
const make = (firstName: string, more: object = {}): Promise<Customer> => createCustomer(useCase, { firstName, ...more })
const tagsOf = async (id: string) => (await useCase.store.get(id))?.tags
const auditsOf = async (id: string) =>
  (
    await shops.backDoor.query<{ action: string; name: string }>(
      `select action, "actorName" as name from "AuditEvent" where "tenantId" = $1 and "entityId" = $2 order by at, id`,
      [shop.id, id],
    )
  ).rows.map(({ action }) => action)
const missing = '01999999-9999-7999-8999-999999999999'
const archive: BulkAction = { kind: 'archive' }
const tag = (...tags: string[]): BulkAction => ({ kind: 'add-tags', tags })
const untag = (...tags: string[]): BulkAction => ({ kind: 'remove-tags', tags })
const segment = (to: string | null): BulkAction => ({ kind: 'set-segment', segment: to })

describe('a job', () => {
  it('says of each customer what came of it: done, nothing to do, archived, merged, nobody’s, another shop’s', async () => {
    const [plain, tagged, archived, kept, merged] = [
      await make('A'),
      await make('B', { tags: ['Été'] }),
      await make('C'),
      await make('D'),
      await make('E'),
    ]
    await deleteCustomer(useCase, archived.id)
    await mergeCustomers(useCase, kept.id, merged.id)
    const other = shops.useCase(await shops.create())
    const foreign = await createCustomer(other, { firstName: 'Canari' })
    const ids = [plain, tagged, archived, merged, foreign].map(({ id }) => id)
    const record = await run(tag(' ete ', 'Robe'), { ids: [...ids, missing, plain.id] })
    expect(record).toMatchObject({ status: 'done', total: 6, done: 2, nothing: 0, refused: 4 })
    expect(await rowsOf(record.id, 'refused')).toEqual(
      [
        { id: archived.id, because: 'archived' },
        { id: merged.id, because: 'merged' },
        { id: foreign.id, because: 'unknown' },
        { id: missing, because: 'unknown' },
      ].sort((a, b) => (a.id < b.id ? -1 : 1)),
    )
    expect(await tagsOf(plain.id)).toEqual(['Été', 'Robe'])
    expect(await tagsOf(tagged.id)).toHaveLength(2)
    expect((await other.store.get(foreign.id))?.tags).toEqual([])
    expect(await run(tag('Robe'), { ids: [plain.id] })).toMatchObject({ done: 0, nothing: 1 })
  })

  it('leaves the lines that the action of one customer leaves', async () => {
    const [one, many] = [await make('A', { segment: 'vip' }), await make('B', { segment: 'vip' })]
    await addTags(useCase, one.id, ['robe'])
    await setSegment(useCase, one.id, 'active')
    await removeTags(useCase, one.id, ['robe'])
    for (const action of [tag('robe'), segment('active'), untag('robe')]) await run(action, { ids: [many.id] })
    const storyOf = async (id: string) =>
      (await useCase.store.activities(id, { cursor: null, limit: 20 })).data.map(({ type, description, metadata }) => {
        const { bulkId: _bulkId, ...rest } = metadata
        return { type, description, rest }
      })
    expect(await storyOf(many.id)).toEqual(await storyOf(one.id))
    await deleteCustomer(useCase, one.id)
    await run(archive, { ids: [many.id] })
    expect(await auditsOf(many.id)).toEqual(await auditsOf(one.id))
    const { rows } = await shops.backDoor.query(`select distinct version from "Customer" where "tenantId" = $1`, [shop.id])
    expect(rows).toHaveLength(1)
  })

  it('is about all whom the list shows, but those taken out, as of the moment it was asked for', async () => {
    const people = await Promise.all(['A', 'B', 'C', 'D'].map((name) => make(name, { segment: 'vip' })))
    await make('E', { segment: 'active' })
    const [, out] = people
    const where = { match: 'all' as const, parts: [{ field: 'segment' as const, operator: 'in' as const, values: ['vip'] }] }
    const { id, total } = await createBulkJob(shop, actor, segment('standard'), {
      filter: { rule: where },
      except: [out?.id ?? ''],
    })
    const late = await make('F', { segment: 'vip' })
    expect(total).toBe(3)
    await runBulkJob({ tenantId: shop.id, jobId: id })
    expect(await read(id)).toMatchObject({ total: 3, done: 3 })
    const still = await useCase.store.list({ filter: { segment: 'vip' }, sort: 'name', direction: 'asc', cursor: null, limit: 9 })
    expect(still.data.map((customer) => customer.id).sort()).toEqual([out?.id, late.id].sort())
  })

  it('of a search is about whom the search finds', async () => {
    const [mine] = [await make('Hélène', { lastName: 'Œuvré' }), await make('Paul', { lastName: 'Martin' })]
    expect(await run(tag('trouvée'), { filter: { query: 'helene oeuvre' }, except: [] })).toMatchObject({ total: 1, done: 1 })
    expect(await tagsOf(mine.id)).toEqual(['trouvée'])
  })

  it('of nobody is refused and leaves nothing', async () => {
    await expect(createBulkJob(shop, actor, archive, { filter: { tags: ['nulle part'] }, except: [] })).rejects.toMatchObject({
      reason: 'bulk_nobody',
    })
    expect((await shops.backDoor.query(`select from "BulkJob" where "tenantId" = $1`, [shop.id])).rowCount).toBe(0)
  })

  it('stops where its author’s rights end', async () => {
    const { id: customerId } = await make('A')
    actor = await person('manager')
    const { id } = await createBulkJob(shop, actor, archive, { ids: [customerId] })
    await addMembership(shop.id, actor.id ?? '', 'seller')
    await runBulkJob({ tenantId: shop.id, jobId: id })
    expect(await read(id)).toMatchObject({ status: 'done', done: 0, refused: 1 })
    expect(await rowsOf(id, 'refused')).toEqual([{ id: customerId, because: 'forbidden' }])
    const second = await createBulkJob(shop, actor, tag('x'), { ids: [customerId] })
    await removeMembership(shop.id, actor.id ?? '')
    await runBulkJob({ tenantId: shop.id, jobId: second.id })
    expect(await read(second.id)).toMatchObject({ refused: 1 })
    expect(await useCase.store.get(customerId)).toMatchObject({ tags: [] })
  })

  it('of another shop is no job', async () => {
    const { id } = await createBulkJob(shop, actor, tag('x'), { ids: [missing] })
    const other = await shops.create()
    expect(await findBulkJob(other.id, id)).toBeNull()
    expect(await bulkRows(other.id, id, { share: 'refused', after: '', limit: 5 })).toEqual([])
    for (const work of [stopBulkJob, startBulkUndo])
      await expect(work(other, actor, id)).rejects.toMatchObject({ code: 'not_found', reason: 'bulk_not_found' })
    await expect(runBulkJob({ tenantId: other.id, jobId: id })).rejects.toMatchObject({ code: 'not_found' })
    expect((await read(id)).status).toBe('running')
  })
})

describe('taken back', () => {
  it('tags go where the job gave them and nobody touched them since', async () => {
    const [had, got, lost, again, gone, partly] = await Promise.all([
      make('A', { tags: ['robe'] }),
      make('B'),
      make('C'),
      make('D'),
      make('E'),
      make('F'),
    ])
    const ids = [had, got, lost, again, gone, partly].map(({ id }) => id)
    const { id, done } = await run(tag('robe', 'soie'), { ids })
    expect(done).toBe(6)
    await removeTags(useCase, lost.id, ['robe', 'soie'])
    await removeTags(useCase, again.id, ['robe', 'soie'])
    await addTags(useCase, again.id, ['robe', 'soie'])
    await removeTags(useCase, partly.id, ['soie'])
    await deleteCustomer(useCase, gone.id)
    expect(await undo(id)).toMatchObject({ status: 'undone', restored: 2, kept: 4 })
    expect(Object.fromEntries((await rowsOf(id, 'kept')).map((row) => [row.id, row.because]))).toEqual({
      [lost.id]: 'changed',
      [again.id]: 'changed',
      [gone.id]: 'archived',
      [partly.id]: 'partly',
    })
    expect(await Promise.all([had, got, again, partly].map((one) => tagsOf(one.id)))).toEqual([
      ['robe'],
      [],
      ['robe', 'soie'],
      [],
    ])
  })

  it('tags that were taken away come back, and segments where they are still the job’s', async () => {
    const [one, two] = [await make('A', { tags: ['robe'], segment: 'vip' }), await make('B', { tags: ['robe'] })]
    const ids = [one.id, two.id]
    const [tags, segments] = [await run(untag('ROBE', 'jamais'), { ids }), await run(segment('active'), { ids })]
    expect([tags.done, segments.done]).toEqual([2, 2])
    await addTags(useCase, two.id, ['robe'])
    await setSegment(useCase, one.id, 'standard')
    expect(await undo(tags.id)).toMatchObject({ restored: 1, kept: 1 })
    expect(await undo(segments.id)).toMatchObject({ restored: 1, kept: 1 })
    expect(await rowsOf(segments.id, 'kept')).toEqual([{ id: one.id, because: 'changed' }])
    expect(await useCase.store.get(one.id)).toMatchObject({ tags: ['robe'], segment: 'standard' })
    expect(await useCase.store.get(two.id)).toMatchObject({ tags: ['robe'], segment: null })
  })

  it('archived customers come back with their numbers, but for those whose number somebody else has now', async () => {
    const before = await make('A', { phone: '06 39 98 12 01', email: 'a@example.fr' })
    const taken = await make('B', { phone: '06 39 98 12 02' })
    const { id } = await run(archive, { ids: [before.id, taken.id] })
    expect(await useCase.store.get(before.id)).toBeNull()
    await make('Nouvelle', { phone: '06 39 98 12 02' })
    expect(await undo(id)).toMatchObject({ restored: 1, kept: 1 })
    expect(await rowsOf(id, 'kept')).toEqual([{ id: taken.id, because: 'taken' }])
    const now = await useCase.store.get(before.id)
    expect({ ...now, updatedAt: 0, version: 0 }).toEqual({ ...before, updatedAt: 0, version: 0 })
    expect(await useCase.store.findByHandle('phone', '+33639981201')).toMatchObject([{ id: before.id }])
  })

  it('within ten minutes of the end, once', async () => {
    const { id: customerId } = await make('A')
    const { id } = await run(tag('robe'), { ids: [customerId] })
    const ended = (ago: string) =>
      shops.backDoor.query(`update "BulkJob" set "finishedAt" = now() - $2::interval where id = $1`, [id, ago])
    await ended('10 minutes 1 second')
    await expect(startBulkUndo(shop, actor, id)).rejects.toMatchObject({ code: 'conflict', reason: 'bulk_too_old' })
    await ended('9 minutes 50 seconds')
    const both = await Promise.allSettled([startBulkUndo(shop, actor, id), startBulkUndo(shop, actor, id)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await Promise.all([undoBulkJob({ tenantId: shop.id, jobId: id }), undoBulkJob({ tenantId: shop.id, jobId: id })])
    expect(await read(id)).toMatchObject({ status: 'undone', restored: 1 })
    await expect(startBulkUndo(shop, actor, id)).rejects.toMatchObject({ reason: 'bulk_not_open' })
  })
})

describe('a linked system', () => {
  it('learns of each change, and of an archived customer nothing when he is back before his turn', async () => {
    const linked = await openLinkedShop(shops)
    shop = linked.shop
    const { customer, externalId } = await linked.linkedCustomer()
    const stay = await linked.linkedCustomer({ firstName: 'Reste', phone: '0639980002' })
    const system: Actor = { kind: 'system', id: null, name: 'test' }
    actor = system
    await run(tag('robe'), { ids: [customer.id] })
    await linked.pushAll()
    expect((await linked.remote.getCustomer(externalId))?.tags).toEqual(['robe'])
    const { id } = await run(archive, { ids: [customer.id, stay.customer.id] })
    const waiting = async () => (await linked.outbox()).filter(({ state }) => state === 'waiting').map(({ kind }) => kind)
    expect(await waiting()).toEqual(['delete', 'delete'])
    await linked.push(stay.customer.id)
    expect(await linked.remote.getCustomer(stay.externalId)).toBeNull()
    await undo(id)
    await linked.pushAll()
    expect(await linked.remote.getCustomer(externalId)).toMatchObject({ firstName: 'Ana', tags: ['robe'] })
    const [anew] = await linked.links(stay.customer.id)
    expect(await linked.remote.getCustomer(anew?.externalId ?? '')).toMatchObject({ firstName: 'Reste' })
    expect(await waiting()).toEqual([])
  })
})

it('forgets after a month whom a job was about', async () => {
  const { id: customerId } = await make('A')
  const { id } = await run(tag('robe'), { ids: [customerId] })
  await sweepBulkJob()
  expect(await rowsOf(id, 'done')).toHaveLength(1)
  await shops.backDoor.query(`update "BulkJob" set "finishedAt" = now() - interval '31 days' where id = $1`, [id])
  await sweepBulkJob()
  expect(await rowsOf(id, 'done')).toEqual([])
  expect(await read(id)).toMatchObject({ done: 1, emptiedAt: expect.any(Date) })
})
