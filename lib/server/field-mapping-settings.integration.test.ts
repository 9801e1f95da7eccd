// The mapping's settings against a live schema that changes: saved once, refused with the field's name, another shop's out of reach.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import type { ExternalField, FieldCatalogue } from '@/lib/customers/field-catalogue'
import type { Shop } from '@/lib/customers/use-case'
import { findVendor } from '@/lib/crm/registry'
import { createConnection } from '@/lib/db/connection-repo'
import { findConnectionSettings, updateSettings } from '@/lib/db/connection-settings-repo'
import { CrmError, notFound } from '@/lib/shared/errors'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { contextOf, type DashboardContext } from './context'
import { previewMapping } from './field-mapping-preview'
import { prepareFields, readMapping, saveMapping } from './field-mapping-settings'

const field = (name: string, more: Partial<ExternalField> = {}): ExternalField => ({
  name,
  label: name.toUpperCase(),
  type: 'text',
  writable: true,
  maxLength: null,
  choices: [],
  ...more,
})

/** The other system, in memory: its schema and its records are what a test says. */
const there = {
  down: null as Error | null,
  fields: [] as ExternalField[],
  reserved: {} as Record<string, string | null>,
  records: {} as Record<string, Record<string, string>>,
  prepared: 0,
}
const catalogue: FieldCatalogue = {
  listFields: async () => {
    if (there.down !== null) throw there.down
    return there.fields
  },
  reservedFields: async () => there.reserved,
  listStages: async () => [{ value: 'lead', label: 'Lead' }],
  missingFields: async () => (there.prepared > 0 ? [] : [{ name: 'ours', why: 'absent' }]),
  prepare: async () => {
    there.prepared += 1
    return []
  },
  readFields: async (id, names) => {
    const record = there.records[id]
    return record === undefined ? null : Object.fromEntries(names.map((name) => [name, record[name] ?? null]))
  },
}
const owners = new Map<string, string>()

vi.mock('next-intl/server', () => ({ getLocale: async () => 'fr' }))
vi.mock('@/lib/crm/factory', () => ({
  systemOf: async (tenantId: string, connectionId: string) => {
    if (owners.get(connectionId) !== tenantId) throw notFound('connection')
    return Object.assign(findVendor('mock')!.create({ tenantId }, {}), catalogue)
  },
}))

let shops: TestShops
let shop: Shop
let context: DashboardContext
let connectionId: string

beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())

const contextIn = (of: Shop): DashboardContext =>
  contextOf({
    sessionId: 's',
    shop: of,
    role: 'owner',
    user: { id: 'user-1', name: 'Camille', email: 'c@example.fr', locale: null },
  })

beforeEach(async () => {
  Object.assign(there, { down: null, records: {}, reserved: {}, prepared: 0 })
  there.fields = [field('level'), field('visits', { type: 'number' }), field('born', { writable: false })]
  shop = await shops.create()
  context = contextIn(shop)
  const link = { vendor: 'mock', role: 'primary', label: null, credentials: {}, settings: { timeout: 5_000 } } as const
  connectionId = (await createConnection(shop, staff, link)).id
  owners.set(connectionId, shop.id)
})

const none = { toStage: {}, toSegment: {} }
const save = (fields: Record<string, string>, expectedVersion = 1, stages = none) =>
  saveMapping(context, { connectionId, expectedVersion, fields, stages })

describe('reading', () => {
  it('gives what is saved, in one direction, beside the live schema', async () => {
    await updateSettings(shop, staff, connectionId, { customFieldMapping: { level: 'segment', visits: 'visits' } }, 1)
    const view = await readMapping(context, connectionId)
    expect(view.saved.fields).toEqual({ segment: 'level', 'metadata.visits': 'visits' })
    expect(view.turned).toEqual(['segment'])
    expect(view.live).toMatchObject({ fields: there.fields, stages: [{ value: 'lead' }], missing: [{ name: 'ours' }] })
    expect(view.trouble).toBeNull()
    expect(view.segments).toEqual(expect.arrayContaining(['vip', 'active', 'prospect', 'standard']))
  })

  it('keeps the saved mapping and says why when the other system does not answer', async () => {
    await save({ segment: 'level' })
    there.down = new CrmError('unavailable', 'no answer from 10.0.0.1')
    const view = await readMapping(context, connectionId)
    expect(view).toMatchObject({ live: null, saved: { fields: { segment: 'level' } } })
    expect(view.trouble).toMatch(/ne répond pas/)
    expect(JSON.stringify(view)).not.toContain('10.0.0.1')
  })

  it('hides no failure of our own', async () => {
    there.down = new Error('a bug')
    await expect(readMapping(context, connectionId)).rejects.toThrow('a bug')
  })

  it('does not break on settings that are not ours', async () => {
    await updateSettings(shop, staff, connectionId, { customFieldMapping: 'x', stages: [1] }, 1)
    expect((await readMapping(context, connectionId)).saved).toEqual({ fields: {}, stages: none })
  })
})

describe('saving', () => {
  it('keeps the other settings and gives the next version', async () => {
    const stages = { toStage: { vip: 'lead' }, toSegment: { lead: 'vip', gone: 'vip' } }
    expect(await save({ segment: 'level', totalOrders: 'visits' }, 1, stages)).toEqual({ version: 2 })
    expect((await findConnectionSettings(shop.id, connectionId))?.settings).toEqual({
      timeout: 5_000,
      customFieldMapping: { segment: 'level', totalOrders: 'visits' },
      stages: { toStage: { vip: 'lead' }, toSegment: { lead: 'vip' } },
    })
  })

  it.each<[reason: string, fields: Record<string, string>]>([
    ['mapping_absent', { segment: 'nowhere' }],
    ['mapping_wrong_type', { segment: 'visits' }],
    ['mapping_read_only', { segment: 'born' }],
    ['mapping_taken_twice', { segment: 'level', language: 'level' }],
  ])('refuses with %s, names the field and keeps nothing', async (reason, fields) => {
    await expect(save(fields)).rejects.toMatchObject({
      code: 'invalid',
      issues: expect.arrayContaining([{ path: ['fields', 'segment'], reason }]),
    })
    expect(await findConnectionSettings(shop.id, connectionId)).toMatchObject({ version: 1, settings: { timeout: 5_000 } })
  })

  it('neither offers nor takes the fields that the product made for itself', async () => {
    there.fields.push(field('coccinelle_id'), field('Coccinelle_Id__c'))
    expect((await readMapping(context, connectionId)).live?.fields.map(({ name }) => name)).toEqual(['level', 'visits', 'born'])
    for (const own of ['coccinelle_id', 'Coccinelle_Id__c'])
      await expect(save({ segment: own })).rejects.toMatchObject({ issues: [{ reason: 'mapping_absent' }] })
  })

  it('refuses a field that the other system’s adapter uses for something else, and takes it for the same', async () => {
    there.reserved = { level: 'segment', visits: null }
    expect((await readMapping(context, connectionId)).live?.reserved).toEqual(there.reserved)
    await expect(save({ language: 'level', totalOrders: 'visits' })).rejects.toMatchObject({
      code: 'invalid',
      issues: [
        { path: ['fields', 'language'], reason: 'mapping_reserved' },
        { path: ['fields', 'totalOrders'], reason: 'mapping_reserved' },
      ],
    })
    expect(await save({ segment: 'level' })).toEqual({ version: 2 })
  })

  it('refuses a stage that is not there, and names that could be no field', async () => {
    await expect(save({}, 1, { toStage: { vip: 'gone' }, toSegment: {} })).rejects.toMatchObject({
      issues: [{ path: ['stages', 'toStage', 'vip'], reason: 'mapping_stage' }],
    })
    await expect(save({ segment: "level' OR 1=1 --" })).rejects.toMatchObject({ code: 'invalid' })
  })

  it('lets one of two through that saw the same version', async () => {
    const both = await Promise.allSettled([save({ segment: 'level' }), save({ language: 'level' })])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find((one) => one.status === 'rejected')).toMatchObject({
      reason: { code: 'conflict', reason: 'stale_version', params: { currentVersion: 2 } },
    })
  })

  it('keeps nothing while the schema cannot be read', async () => {
    there.down = new CrmError('auth_expired', 'x')
    await expect(save({ segment: 'level' })).rejects.toMatchObject({ code: 'auth_expired' })
    expect(await findConnectionSettings(shop.id, connectionId)).toMatchObject({ version: 1 })
  })
})

describe('preparing', () => {
  it('makes what misses, and says what still does', async () => {
    expect(await prepareFields(context, connectionId)).toEqual({ missing: [] })
    expect(there.prepared).toBe(1)
  })
})

describe('the preview', () => {
  const show = (who: string, fields: Record<string, string> = { segment: 'level' }) =>
    previewMapping(context, { connectionId, fields, stages: { toStage: { vip: 'lead' }, toSegment: {} }, who })

  it('shows both directions of a linked customer, found by phone, e-mail, id or as the first', async () => {
    const { id } = await createCustomer(context.useCase, {
      firstName: 'Zoé',
      segment: 'vip',
      phone: '06 39 98 12 34',
      email: 'zoe@example.org',
    })
    there.records['there-1'] = { level: 'gold' }
    await shops.backDoor.query(
      `insert into "ExternalLink" ("tenantId", id, "connectionId", "customerId", "externalId") values ($1, $2, $3, $4, 'there-1')`,
      [shop.id, `link-${id}`, connectionId, id],
    )
    for (const who of ['', '+33 6 39 98 12 34', 'ZOE@example.org', id]) {
      const preview = await show(who)
      expect(preview.person).toEqual({ name: 'Zoé', customerId: id, externalId: 'there-1' })
      expect(preview.rows).toMatchObject([{ ours: 'segment', out: 'vip', there: 'gold', reading: 'read', back: 'gold' }])
      expect(preview.stage).toEqual({ segment: 'vip', label: 'Lead' })
    }
  })

  it('shows who is here only, and finds nobody where there is nobody', async () => {
    expect(await show('')).toEqual({ person: null, rows: [], stage: null })
    await createCustomer(context.useCase, { firstName: 'Ada', email: 'ada@example.org' })
    expect((await show('ada@example.org')).person).toMatchObject({ name: 'Ada', externalId: null })
    expect(await show('nobody@example.org')).toMatchObject({ person: null })
  })

  it('does not know another shop’s customer', async () => {
    const other = contextIn(await shops.create())
    const { id } = await createCustomer(other.useCase, { firstName: 'Canari', email: 'canari@example.org' })
    for (const who of [id, 'canari@example.org']) expect(await show(who)).toMatchObject({ person: null })
  })

  it('writes nothing', async () => {
    await show('')
    expect(await findConnectionSettings(shop.id, connectionId)).toMatchObject({ version: 1 })
    expect(there.prepared).toBe(0)
  })
})

describe('another shop', () => {
  it('finds no such connection, whatever it asks', async () => {
    const other = contextIn(await shops.create())
    const gone = { code: 'not_found', reason: 'connection_not_found' }
    await expect(readMapping(other, connectionId)).rejects.toMatchObject(gone)
    await expect(
      saveMapping(other, { connectionId, expectedVersion: 1, fields: { segment: 'level' }, stages: none }),
    ).rejects.toMatchObject(gone)
    await expect(previewMapping(other, { connectionId, fields: {}, stages: none, who: '' })).rejects.toMatchObject(gone)
    await expect(prepareFields(other, connectionId)).rejects.toMatchObject(gone)
    expect(there.prepared).toBe(0)
  })
})
