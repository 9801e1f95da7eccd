// Segments by rule: the ladder, what is held fast, groups, and how both are kept up to date by events and by night.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Customer, NewCustomerInput } from '@/lib/customers/customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { mergeCustomers, undoMerge } from '@/lib/customers/merge-customers'
import { recordOrder } from '@/lib/customers/record-order'
import type { CustomerRule } from '@/lib/customers/rule'
import { setSegment } from '@/lib/customers/set-segment'
import { addTags } from '@/lib/customers/tag-customer'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { createTenant } from '@/lib/db/account-repo'
import { readSegmentRun, segmentRunStep, startSegmentRun } from '@/lib/db/segment-run'
import { writeSegments } from '@/lib/db/segment-tx'
import { readSegments } from '@/lib/db/segment-rows'
import { tenantDb } from '@/lib/db/tenant-db'
import { createCustomerStore } from '@/lib/db/customer-store'
import { changeSegment, resetLevel } from '@/lib/segments/change-segment'
import { createSegment } from '@/lib/segments/create-segment'
import { deleteSegment, restoreSegment } from '@/lib/segments/delete-segment'
import { moveSegment } from '@/lib/segments/move-segment'
import { presetLevels } from '@/lib/segments/preset-levels'
import { releaseCustomer } from '@/lib/segments/release-customer'
import type { SegmentCase } from '@/lib/segments/segment-store'
import { systemClock } from '@/lib/shared/clock'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { recomputeSegmentsJob, refreshSegmentsJob, startSegmentRunsJob } from './refresh-segments-job'

let shops: TestShops
let shop: Shop
let useCase: UseCase
let segments: SegmentCase
let made = 0
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  made += 1
  shop = await createTenant({ slug: `salon-${made}`, name: 'Salon' })
  useCase = { shop, actor: staff, store: createCustomerStore(shop, staff), clock: systemClock }
  segments = caseOf(shop)
})
afterAll(() => shops.close())

const caseOf = ({ id }: Shop): SegmentCase => ({ actor: staff, segments: { write: (work) => writeSegments(id, staff, work) } })
const queue = { queue: { replace: async () => undefined } } as never
const tagged = (...values: string[]): CustomerRule => ({ match: 'all', parts: [{ field: 'tag', operator: 'any', values }] })
const person = (input: NewCustomerInput = {}) => createCustomer(useCase, { firstName: 'Zoé', ...input })
const look = (id: string) => refreshSegmentsJob({ tenantId: shop.id, customerId: id })
const everybody = async () => {
  await startSegmentRun(shop.id)
  await recomputeSegmentsJob({ tenantId: shop.id }, queue)
}
const segmentOf = async (id: string): Promise<Customer['segment']> => (await useCase.store.get(id))?.segment ?? null
const buy = (id: string, amount: number, days = 1) =>
  recordOrder(useCase, id, {
    externalId: `${id}-${amount}-${days}`,
    total: { amount, currency: 'EUR' },
    placedAt: new Date(Date.now() - days * 86_400_000),
  })
const rows = async (text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> =>
  (await shops.backDoor.query<Record<string, unknown>>(text, [shop.id, ...values])).rows
const membersOf = async (group: string) =>
  (
    await rows(`select "customerId" as id from "SegmentMember" where "tenantId" = $1 and "segmentId" = $2 order by 1`, [group])
  ).map(({ id }) => id)
const queued = async (task: string) =>
  (
    await rows(
      `select p.payload->>'customerId' as id from graphile_worker._private_jobs p join graphile_worker._private_tasks t on t.id = p.task_id
       where p.payload->>'tenantId' = $1 and t.identifier = $2 order by p.id`,
      [task],
    )
  ).map(({ id }) => id)

describe('the ladder', () => {
  test('offers a level of the shop’s own before anybody is in it', async () => {
    await createSegment(segments, { kind: 'level', name: 'Futures mariées', color: null, rule: tagged('mariage') })
    await person({ segment: 'vip' })
    expect(await useCase.store.segments()).toEqual(['Futures mariées', 'vip'])
  })

  test('comes with the shop, as the presets say', async () => {
    const levels = await tenantDb(shop.id).sql(readSegments)
    expect(Object.fromEntries(levels.map(({ key, rule }) => [key, rule]))).toEqual(presetLevels)
    expect(levels.map(({ key }) => key)).toEqual(['vip', 'active', 'prospect', 'standard'])
  })

  test('the first level whose rule holds is the customer’s; who is in none is in the last', async () => {
    const [vip, active, prospect, standard] = [await person(), await person(), await person(), await person()]
    await buy(vip.id, 100_000, 364)
    await buy(active.id, 99_999, 179)
    await buy(standard.id, 500_000, 366)
    for (const { id } of [vip, active, prospect, standard]) await look(id)
    expect(await Promise.all([vip, active, prospect, standard].map(({ id }) => segmentOf(id)))).toEqual([
      'vip',
      'active',
      'prospect',
      'standard',
    ])
  })

  test('a level of the shop’s own stands above the last; moved up it comes first', async () => {
    const { id } = await person({ tags: ['mariée'] })
    const { id: level } = await createSegment(segments, { kind: 'level', name: 'Mariées', color: 'rose', rule: tagged('mariée') })
    await everybody()
    expect(await segmentOf(id)).toBe('prospect')
    for (let step = 0; step < 5; step++) await moveSegment(segments, { id: level, step: -1 })
    await everybody()
    expect(await segmentOf(id)).toBe('Mariées')
    await moveSegment(segments, { id: 'standard', step: -1 })
    const keys = (await tenantDb(shop.id).sql(readSegments)).map(({ key }) => key)
    expect(keys).toEqual(['Mariées', 'vip', 'active', 'prospect', 'standard'])
    await deleteSegment(segments, { id: level })
    await everybody()
    expect(await segmentOf(id)).toBe('prospect')
    await restoreSegment(segments, { id: level })
    await everybody()
    expect(await segmentOf(id)).toBe('Mariées')
  })

  test('a changed rule moves its people, and goes back to the preset', async () => {
    const { id } = await person()
    await buy(id, 10_000)
    await everybody()
    expect(await segmentOf(id)).toBe('active')
    const rule: CustomerRule = { match: 'all', parts: [{ field: 'spent', operator: 'atLeast', values: ['10000'] }] }
    expect(await changeSegment(segments, { id: 'vip', version: 1, rule })).toEqual({ status: 'saved', version: 2 })
    expect(await changeSegment(segments, { id: 'vip', version: 1, rule })).toMatchObject({
      status: 'conflict',
      theirs: { version: 2, rule, updatedBy: staff.name },
    })
    await everybody()
    expect(await segmentOf(id)).toBe('vip')
    await resetLevel(segments, { id: 'vip' })
    await everybody()
    expect(await segmentOf(id)).toBe('active')
  })

  test('a first segment is no news; another one is: timeline, audit, the feed, and no new version', async () => {
    const { id, version } = await person()
    await look(id)
    const told = () => rows(`select metadata from "CustomerActivity" where "tenantId" = $1 and type = 'segment_changed'`)
    expect(await told()).toEqual([])
    const before = await useCase.store.get(id)
    await buy(id, 10_000)
    await look(id)
    expect(await told()).toEqual([{ metadata: { from: 'prospect', to: 'active', byRule: true } }])
    const after = await useCase.store.get(id)
    expect(after?.version).toBe(version)
    expect(after?.updatedAt.getTime()).toBeGreaterThan(before?.updatedAt.getTime() ?? 0)
    await look(id)
    await everybody()
    expect(await told()).toHaveLength(1)
    expect(await rows(`select changes from "AuditEvent" where "tenantId" = $1 and action = 'segment.rule'`)).toHaveLength(1)
  })
})

describe('what somebody set', () => {
  test('is held fast, whoever it was, until the rule is let decide', async () => {
    const [byHand, atBirth, ruled] = [await person(), await person({ segment: 'vip' }), await person()]
    await setSegment(useCase, byHand.id, 'vip')
    for (const { id } of [byHand, atBirth, ruled]) await look(id)
    await buy(ruled.id, 1_000)
    await look(ruled.id)
    // The same as the rule said, but on purpose.
    await setSegment(useCase, ruled.id, 'vip')
    await setSegment(useCase, ruled.id, 'active')
    await changeSegment(segments, { id: 'active', version: 1, rule: tagged('personne') })
    await everybody()
    expect(await Promise.all([byHand, atBirth, ruled].map(({ id }) => segmentOf(id)))).toEqual(['vip', 'vip', 'active'])
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    await releaseCustomer(segments, { id: ruled.id })
    expect(await queued('refresh-segments')).toEqual([ruled.id])
    await look(ruled.id)
    expect(await segmentOf(ruled.id)).toBe('standard')
    await setSegment(useCase, byHand.id, null)
    await look(byHand.id)
    expect(await segmentOf(byHand.id)).toBe('prospect')
  })

  test('comes back with the undo of a merge, and what the ladder wrote stays the ladder’s', async () => {
    const [kept, other] = [await person({ segment: 'vip' }), await person()]
    await look(other.id)
    const { mergeId } = await mergeCustomers(useCase, kept.id, other.id)
    await undoMerge(useCase, mergeId)
    await buy(other.id, 1_000)
    for (const { id } of [kept, other]) await look(id)
    expect([await segmentOf(kept.id), await segmentOf(other.id)]).toEqual(['vip', 'active'])
  })
})

describe('groups', () => {
  test('a customer may be in several; every kind of change brings them up to date', async () => {
    const group = async (name: string, part: CustomerRule['parts'][number]) =>
      (await createSegment(segments, { kind: 'group', name, color: null, rule: { match: 'all', parts: [part] } })).id
    const tag = await group('Étiquette', { field: 'tag', operator: 'any', values: ['robe'] })
    const sms = await group('SMS', { field: 'consent.sms', operator: 'in', values: ['granted'] })
    const level = await group('Clientes', { field: 'segment', operator: 'in', values: ['active'] })
    const met = await group('Vues', { field: 'lastContact', operator: 'within', values: ['1'] })
    const { id } = await person()
    await look(id)
    const groups = () => Promise.all([tag, sms, level, met].map(async (one) => (await membersOf(one)).includes(id)))
    expect(await groups()).toEqual([false, false, false, false])
    const changes: (() => Promise<unknown>)[] = [
      () => addTags(useCase, id, ['robe']),
      () => updatePreferences(useCase, id, { optIn: { sms: true }, source: 'boutique' }),
      () => buy(id, 100),
      () => useCase.store.write((tx) => tx.touchContact(id, 'sms', new Date())),
    ]
    for (const [at, change] of changes.entries()) {
      await shops.backDoor.query('delete from graphile_worker._private_jobs')
      await change()
      expect(await queued('refresh-segments')).toEqual([id])
      await look(id)
      expect(await groups()).toEqual(changes.map((_, place) => place <= at))
    }
    const { data } = await useCase.store.list({
      filter: { rule: { match: 'all', parts: [{ field: 'group', operator: 'in', values: [tag] }] } },
      sort: 'name',
      direction: 'asc',
      cursor: null,
      limit: 10,
    })
    expect(data.map((customer) => customer.id)).toEqual([id])
    await deleteCustomer(useCase, id)
    await look(id)
    expect(await groups()).toEqual([false, false, false, false])
  })

  test('what a rolled back change did queues nothing, nor does a shop without segments', async () => {
    const { id } = await person()
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    await expect(
      useCase.store.write(async (tx) => {
        await tx.addTags(id, ['robe'])
        throw new Error('half-way')
      }),
    ).rejects.toThrow('half-way')
    expect(await queued('refresh-segments')).toEqual([])
    await shops.backDoor.query(`update "Segment" set "deletedAt" = now() where "tenantId" = $1`, [shop.id])
    await addTags(useCase, id, ['robe'])
    expect(await queued('refresh-segments')).toEqual([])
  })

  test('cannot depend on themselves, and say where', async () => {
    const nested: CustomerRule = {
      match: 'any',
      parts: [...tagged('a').parts, { match: 'all', parts: [{ field: 'group', operator: 'in', values: ['x'] }] }],
    }
    const group = { kind: 'group', name: 'G', color: null }
    await expect(createSegment(segments, { ...group, rule: nested })).rejects.toMatchObject({
      issues: [{ path: ['parts', 1, 'parts', 0, 'field'], reason: 'rule_circle' }],
    })
    for (const field of ['segment', 'group'] as const)
      await expect(
        createSegment(segments, {
          ...group,
          kind: 'level',
          rule: { match: 'all', parts: [{ field, operator: 'in', values: ['vip'] }] },
        }),
      ).rejects.toMatchObject({ issues: [{ reason: 'rule_circle' }] })
    await expect(
      createSegment(segments, { ...group, rule: { match: 'any', parts: [{ match: 'all', parts: [] }] } }),
    ).rejects.toMatchObject({ issues: [{ reason: 'rule_empty' }] })
    for (const rule of [null, 'x', { match: 'all', parts: [{ field: 'spent; drop', operator: 'is', values: ['1'] }] }])
      await expect(createSegment(segments, { ...group, rule })).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('a round through the shop', () => {
  const progress = () => tenantDb(shop.id).sql(readSegmentRun)

  test('begins anew with a changed rule, goes on where it was, and two at once do each customer once', async () => {
    for (let n = 0; n < 7; n++) await person({ tags: ['robe'] })
    const { id } = await createSegment(segments, { kind: 'group', name: 'Robes', color: null, rule: tagged('robe') })
    expect(await progress()).toMatchObject({ done: 0, total: null, finishedAt: null })
    expect(await segmentRunStep(shop, 3)).toBe(true)
    expect(await progress()).toMatchObject({ done: 3, total: 7, finishedAt: null })
    expect(await membersOf(id)).toHaveLength(3)
    await Promise.all([segmentRunStep(shop, 3), segmentRunStep(shop, 3), segmentRunStep(shop, 3)])
    expect(await progress()).toMatchObject({ done: 7, total: 7, finishedAt: expect.any(Date) })
    expect(await membersOf(id)).toHaveLength(7)
    expect(await segmentRunStep(shop)).toBe(false)
    await changeSegment(segments, { id, version: 1, rule: tagged('soie') })
    expect(await progress()).toMatchObject({ done: 0, finishedAt: null })
    await recomputeSegmentsJob({ tenantId: shop.id }, queue)
    expect(await membersOf(id)).toEqual([])
  })

  test('killed half-way, nothing of the batch happened and nothing is lost', async () => {
    for (let n = 0; n < 4; n++) await person({ tags: ['robe'] })
    const { id } = await createSegment(segments, { kind: 'group', name: 'Robes', color: null, rule: tagged('robe') })
    await segmentRunStep(shop, 2)
    await shops.backDoor.query(`alter table "SegmentMember" add constraint half check ("customerId" = '') not valid`)
    await expect(segmentRunStep(shop, 2)).rejects.toThrow()
    await shops.backDoor.query('alter table "SegmentMember" drop constraint half')
    expect(await progress()).toMatchObject({ done: 2, finishedAt: null })
    await recomputeSegmentsJob({ tenantId: shop.id }, queue)
    expect(await membersOf(id)).toHaveLength(4)
  })

  test('is started every night, and days that went by count', async () => {
    const { id } = await person()
    await buy(id, 1_000, 100)
    await everybody()
    await look(id)
    expect(await segmentOf(id)).toBe('active')
    await shops.backDoor.query(`update "Customer" set "lastOrderAt" = now() - interval '181 days' where id = $1`, [id])
    await shops.backDoor.query('delete from graphile_worker._private_jobs')
    await startSegmentRunsJob()
    expect(await queued('recompute-segments')).toHaveLength(1)
    await everybody()
    expect(await segmentOf(id)).toBe('standard')
  })
})

test('another shop’s segments and customers are as good as none', async () => {
  const other = caseOf(await createTenant({ slug: `autre-${made}`, name: 'Autre' }))
  const { id } = await createSegment(segments, { kind: 'group', name: 'Les nôtres', color: null, rule: tagged('robe') })
  const { id: customerId } = await person({ tags: ['robe'] })
  await everybody()
  const missing = '01999999-9999-7999-8999-999999999999'
  for (const one of [id, missing])
    for (const attempt of [
      () => changeSegment(other, { id: one, version: 1, name: 'Pris' }),
      () => deleteSegment(other, { id: one }),
      () => restoreSegment(other, { id: one }),
      () => resetLevel(other, { id: one }),
      () => moveSegment(other, { id: one, step: 1 }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'not_found', reason: 'segment_not_found' })
  for (const one of [customerId, missing])
    await expect(releaseCustomer(other, { id: one })).rejects.toMatchObject({ reason: 'customer_not_found' })
  expect(await membersOf(id)).toEqual([customerId])
  expect(await tenantDb(shop.id).sql(readSegments)).toHaveLength(5)
})
