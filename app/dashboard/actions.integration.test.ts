// The access matrix of the dashboard's server actions: whoever may not gets nothing, and a foreign id is a missing one.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '@/lib/auth/roles'
import { createSession } from '@/lib/auth/session'
import { sealSession, sessionCookie } from '@/lib/auth/session-cookie'
import { createCustomer } from '@/lib/customers/create-customer'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { addMembership, createTenant, createUser } from '@/lib/db/account-repo'
import { createBulkJob, findBulkJob } from '@/lib/db/bulk-repo'
import { createChannel, findChannel } from '@/lib/db/channel-repo'
import { createConnection } from '@/lib/db/connection-repo'
import { findConnectionSettings } from '@/lib/db/connection-settings-repo'
import { createCustomerStore } from '@/lib/db/customer-store'
import { findImport } from '@/lib/db/import-repo'
import { readListFrame } from '@/lib/db/list-frame-repo'
import { type ActionResult } from '@/lib/server/action'
import { receiveFile } from '@/lib/server/import/receive-file'
import { listManagedTags } from '@/lib/db/tag-list'
import { findSegment } from '@/lib/db/segment-list'
import { writeSegments } from '@/lib/db/segment-tx'
import { writeViews } from '@/lib/db/view-repo'
import { systemClock } from '@/lib/shared/clock'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { createSegment } from '@/lib/segments/create-segment'
import { createView } from '@/lib/views/create-view'
import { presetViews } from '@/lib/views/preset-views'
import type { ViewCase } from '@/lib/views/view-store'
import * as customers from './customers/actions'
import * as bulk from './customers/bulk/actions'
import * as duplicates from './customers/duplicates/actions'
import * as imports from './customers/import/actions'
import * as creation from './customers/new/actions'
import * as notes from './customers/notes/actions'
import * as segments from './customers/segments/actions'
import * as tags from './customers/tags/actions'
import * as views from './customers/views/actions'
import * as channels from './settings/channels/actions'
import * as mapping from './settings/crm/[connectionId]/mapping/actions'
import * as systems from './settings/crm/actions'

const request = { headers: new Headers(), cookies: new Map<string, string>() }

vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
  }),
}))
vi.mock('next-intl/server', () => ({
  getLocale: async () => 'fr',
  getMessages: async () => ({}),
  getTranslations: async () => (key: string) => key,
}))
vi.mock('next/cache', () => ({ refresh: () => undefined }))

const missing = '01999999-9999-7999-8999-999999999999'
const untouched = '00000000-0000-7000-8000-000000000000'

const someRule = { match: 'all', parts: [{ field: 'tag', operator: 'any', values: ['robe'] }] }

type Action = (input: unknown) => Promise<ActionResult<unknown>>

/** Every action that names a row, with an input that would be right in that row's own shop. */
type Row = 'tag' | 'customer' | 'merge' | 'channel' | 'connection' | 'view' | 'import' | 'segment' | 'bulk'
const byId: Record<string, { action: Action; input(id: string): unknown; row: Row }> = {
  'customers/saveFields': {
    action: customers.saveFields,
    input: (id) => ({ id, version: 1, base: { firstName: 'Zoé' }, mine: { firstName: 'Prise' } }),
    row: 'customer',
  },
  'customers/changeTag': { action: customers.changeTag, input: (id) => ({ id, tag: 'prise', add: true }), row: 'customer' },
  'customers/saveConsent': {
    action: customers.saveConsent,
    input: (id) => ({ id, optIn: { sms: true }, source: 'boutique' }),
    row: 'customer',
  },
  'customers/makeLink': { action: customers.makeLink, input: (id) => ({ id }), row: 'customer' },
  'customers/saveNote': { action: customers.saveNote, input: (id) => ({ id, content: 'Prise' }), row: 'customer' },
  'customers/archiveCustomer': { action: customers.archiveCustomer, input: (id) => ({ id }), row: 'customer' },
  'customers/notes/rewriteNote': {
    action: notes.rewriteNote,
    input: (id) => ({ id, noteId: missing, version: 1, content: 'Prise' }),
    row: 'customer',
  },
  'customers/notes/changeNote': {
    action: notes.changeNote,
    input: (id) => ({ id, noteId: missing, change: 'remove' }),
    row: 'customer',
  },
  'customers/views/saveView': {
    action: views.saveView,
    input: (id) => ({ id, version: 1, name: 'Prise', shared: false, state: presetViews.vip }),
    row: 'view',
  },
  'customers/views/removeView': { action: views.removeView, input: (id) => ({ id }), row: 'view' },
  'customers/views/bringBackView': { action: views.bringBackView, input: (id) => ({ id }), row: 'view' },
  'customers/views/shiftView': { action: views.shiftView, input: (id) => ({ id, step: 1 }), row: 'view' },
  'customers/views/beginWithView': { action: views.beginWithView, input: (id) => ({ id }), row: 'view' },
  'customers/segments/saveSegment': {
    action: segments.saveSegment,
    input: (id) => ({ id, version: 1, name: 'Prise', color: null, rule: someRule }),
    row: 'segment',
  },
  'customers/segments/resetSegment': { action: segments.resetSegment, input: (id) => ({ id }), row: 'segment' },
  'customers/segments/removeSegment': { action: segments.removeSegment, input: (id) => ({ id }), row: 'segment' },
  'customers/segments/bringBackSegment': { action: segments.bringBackSegment, input: (id) => ({ id }), row: 'segment' },
  'customers/segments/shiftSegment': { action: segments.shiftSegment, input: (id) => ({ id, step: 1 }), row: 'segment' },
  'customers/segments/releaseSegment': { action: segments.releaseSegment, input: (id) => ({ id }), row: 'customer' },
  'customers/addHandle': {
    action: customers.addHandle,
    input: (id) => ({ id, kind: 'phone', value: '06 39 98 77 88' }),
    row: 'customer',
  },
  'customers/changeHandle': {
    action: customers.changeHandle,
    input: (id) => ({ id, handleId: missing, change: 'remove' }),
    row: 'customer',
  },
  'customers/bulk/stopMany': { action: bulk.stopMany, input: (id) => ({ id }), row: 'bulk' },
  'customers/bulk/undoMany': { action: bulk.undoMany, input: (id) => ({ id }), row: 'bulk' },
  'customers/duplicates/mergePair': {
    action: duplicates.mergePair,
    input: (id) => ({ kept: id, other: untouched, choices: {} }),
    row: 'customer',
  },
  'customers/duplicates/dismissPair': {
    action: duplicates.dismissPair,
    input: (id) => ({ one: id, other: untouched }),
    row: 'customer',
  },
  'customers/duplicates/reopenPair': {
    action: duplicates.reopenPair,
    input: (id) => ({ one: id, other: untouched }),
    row: 'customer',
  },
  'customers/duplicates/undoPairMerge': {
    action: duplicates.undoPairMerge,
    input: (mergeId) => ({ mergeId }),
    row: 'merge',
  },
  'customers/tags/saveTagName': {
    action: tags.saveTagName,
    input: (id) => ({ id, version: 1, name: 'Prise' }),
    row: 'tag',
  },
  'customers/tags/saveTagColor': { action: tags.saveTagColor, input: (id) => ({ id, color: 'sky' }), row: 'tag' },
  'customers/tags/mergeTags': { action: tags.mergeTags, input: (id) => ({ keptId: id, ids: [untouched] }), row: 'tag' },
  'customers/tags/removeTag': { action: tags.removeTag, input: (id) => ({ id }), row: 'tag' },
  'customers/tags/bringBackTags': { action: tags.bringBackTags, input: (id) => ({ ids: [id] }), row: 'tag' },
  'customers/import/changeReading': {
    action: imports.changeReading,
    input: (id) => ({ id, version: 1, changes: { repair: false } }),
    row: 'import',
  },
  'customers/import/runImport': { action: imports.runImport, input: (id) => ({ id, version: 1 }), row: 'import' },
  'customers/import/stopImport': { action: imports.stopImport, input: (id) => ({ id }), row: 'import' },
  'customers/import/dropImport': { action: imports.dropImport, input: (id) => ({ id }), row: 'import' },
  'customers/import/revertImport': { action: imports.revertImport, input: (id) => ({ id }), row: 'import' },
  'settings/channels/renewSecret': { action: channels.renewSecret, input: (id) => ({ id }), row: 'channel' },
  'settings/channels/retireSecret': { action: channels.retireSecret, input: (id) => ({ id }), row: 'channel' },
  'settings/channels/closeChannel': { action: channels.closeChannel, input: (id) => ({ id }), row: 'channel' },
  'settings/channels/sendTest': {
    action: channels.sendTest,
    input: (id) => ({ id, from: '+33639981234', text: 'Essai' }),
    row: 'channel',
  },
  'settings/crm/checkLink': { action: systems.checkLink, input: (connectionId) => ({ connectionId }), row: 'connection' },
  'settings/crm/retryChanges': { action: systems.retryChanges, input: (connectionId) => ({ connectionId }), row: 'connection' },
  'settings/crm/bringInSystem': { action: systems.bringInSystem, input: (connectionId) => ({ connectionId }), row: 'connection' },
  'settings/crm/unlinkSystem': { action: systems.unlinkSystem, input: (connectionId) => ({ connectionId }), row: 'connection' },
  'settings/crm/makePrimary': { action: systems.makePrimary, input: (connectionId) => ({ connectionId }), row: 'connection' },
  'settings/crm/showWebhook': { action: systems.showWebhook, input: (connectionId) => ({ connectionId }), row: 'connection' },
  'settings/crm/[connectionId]/mapping/saveMapping': {
    action: mapping.saveMapping,
    input: (connectionId) => ({
      connectionId,
      expectedVersion: 1,
      fields: { segment: 'taken' },
      stages: { toStage: {}, toSegment: {} },
    }),
    row: 'connection',
  },
  'settings/crm/[connectionId]/mapping/previewMapping': {
    action: mapping.previewMapping,
    input: (connectionId) => ({ connectionId, fields: {}, stages: { toStage: {}, toSegment: {} }, who: '06 39 98 12 34' }),
    row: 'connection',
  },
  'settings/crm/[connectionId]/mapping/prepareFields': {
    action: mapping.prepareFields,
    input: (connectionId) => ({ connectionId }),
    row: 'connection',
  },
}

/** Actions that make a row of their own shop and name none. */
const withoutId: Record<string, () => Promise<unknown>> = {
  'customers/new/submitNewCustomer': () => {
    const form = new FormData()
    form.set('firstName', 'Intruse')
    return creation.submitNewCustomer({ values: {}, message: null, issues: [], existing: null } as never, form)
  },
  'customers/segments/saveNewSegment': () =>
    segments.saveNewSegment({ kind: 'group', name: 'Intrus', color: null, rule: someRule }),
  'customers/segments/previewSegment': () => segments.previewSegment({ kind: 'group', rule: someRule }),
  'customers/bulk/changeMany': () =>
    bulk.changeMany({ action: { kind: 'add-tags', tags: ['x'] }, target: { ids: [theirs.customerId] } }),
  'customers/bulk/askMany': () =>
    bulk.askMany({ action: { kind: 'ask-consent', channel: 'sms' }, target: { ids: [theirs.customerId] } }),
  'customers/bulk/archiveMany': () => bulk.archiveMany({ target: { ids: [theirs.customerId] } }),
  'customers/views/saveNewView': () => views.saveNewView({ name: 'Intruse', shared: false, state: presetViews.all }),
  'settings/channels/openChannel': () => channels.openChannel({ type: 'standard', name: 'Intrus' }),
  'settings/crm/linkSystem': () => systems.linkSystem({ vendor: 'mock', role: 'primary', fields: {} }),
}

let app: TestApp
let count = 0
let ours: { shop: Shop; userId: string }
let theirs: {
  shop: Shop
  customerId: string
  mergeId: string
  channelId: string
  connectionId: string
  viewId: string
  tagId: string
  importId: string
  segmentId: string
  bulkId: string
  useCase: UseCase
}

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

async function signIn(userId: string): Promise<void> {
  const { value } = await createSession(userId, { userAgent: null })
  request.cookies = new Map([[sessionCookie().name, await sealSession(value)]])
}

async function person(shop: Shop, role: Role): Promise<string> {
  count += 1
  const user = await createUser({ email: `p${String(count)}@example.fr`, name: 'P', passwordHash: 'unused' })
  await addMembership(shop.id, user.id, role)
  return user.id
}

beforeEach(async () => {
  count += 1
  const shop = await createTenant({ slug: `ours-${String(count)}`, name: 'Ours' })
  ours = { shop, userId: await person(shop, 'owner') }
  const other = await createTenant({ slug: `theirs-${String(count)}`, name: 'Theirs' })
  const actor = { kind: 'system' as const, id: null, name: 'test' }
  const useCase: UseCase = { shop: other, actor, store: createCustomerStore(other, actor), clock: systemClock }
  const customer = await createCustomer(useCase, { firstName: 'Zoé', phone: '06 39 98 12 34', tags: ['leur'] })
  const duplicate = await createCustomer(useCase, { firstName: 'Zoé', email: 'zoe@example.org' })
  const { mergeId } = await mergeCustomers(useCase, customer.id, duplicate.id)
  const channel = await createChannel(other, actor, { type: 'standard', name: 'Site', settings: {} })
  const link = { vendor: 'mock', role: 'primary', label: null, credentials: {}, settings: {} } as const
  const connection = await createConnection(other, actor, link)
  const file = { name: 'x.csv', size: 0, body: new Response('Tel\n0639981299\n').body }
  const importId = await receiveFile(other, actor, file, String)
  const { id: bulkId } = await createBulkJob(other, actor, { kind: 'archive' }, { ids: [customer.id] })
  const theirViews: ViewCase = {
    actor: { ...actor, id: 'them' },
    mayShare: true,
    views: { write: (work) => writeViews(other.id, actor, work) },
  }
  const view = await createView(theirViews, { name: 'La leur', shared: true, state: presetViews.vip })
  const [theirTag] = (await listManagedTags(other.id, { query: '', sort: 'name', cursor: null, limit: 1 })).data
  const { id: segmentId } = await createSegment(
    { actor, segments: { write: (work) => writeSegments(other.id, actor, work) } },
    { kind: 'group', name: 'Les leurs', color: null, rule: someRule },
  )
  theirs = {
    shop: other,
    customerId: customer.id,
    mergeId,
    channelId: channel.id,
    connectionId: connection.id,
    viewId: view.id,
    tagId: theirTag?.id ?? '',
    importId,
    segmentId,
    bulkId,
    useCase,
  }
  request.headers = new Headers({ origin: 'http://coccinelle.test', host: 'coccinelle.test' })
  await signIn(ours.userId)
})

const foreignId = (row: Row): string =>
  ({
    tag: theirs.tagId,
    customer: theirs.customerId,
    merge: theirs.mergeId,
    channel: theirs.channelId,
    connection: theirs.connectionId,
    view: theirs.viewId,
    import: theirs.importId,
    segment: theirs.segmentId,
    bulk: theirs.bulkId,
  })[row]

describe('the matrix', () => {
  it('has a row for every action of the dashboard', async () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(^|[\\/])actions\.ts$/.test(file),
    )
    const names: string[] = []
    for (const file of files) {
      const exported: Record<string, unknown> = await import(path.join(import.meta.dirname, file))
      names.push(...Object.keys(exported).map((name) => `${path.dirname(file)}/${name}`))
    }
    expect(names.sort()).toEqual([...Object.keys(byId), ...Object.keys(withoutId)].sort())
  })
})

describe.each(Object.entries(byId))('%s', (_name, { action, input, row }) => {
  it('takes another shop’s id for one that does not exist, and changes nothing there', async () => {
    const before = JSON.stringify(await theirs.useCase.store.get(theirs.customerId))
    const results = []
    for (const id of [foreignId(row), missing]) results.push(JSON.stringify(await action(input(id))).replaceAll(id, untouched))
    expect(results[0]).toBe(results[1])
    expect(JSON.parse(results[0] ?? '')).toMatchObject({ ok: false, code: 'not_found' })
    expect(JSON.stringify(await theirs.useCase.store.get(theirs.customerId))).toBe(before)
    expect(await findImport(theirs.shop.id, theirs.importId)).toMatchObject({ status: 'checking', settingsVersion: 1 })
    expect(await findBulkJob(theirs.shop.id, theirs.bulkId)).toMatchObject({ status: 'running' })
    expect(await findChannel(theirs.channelId)).not.toBeNull()
    expect((await readListFrame(theirs.shop.id, 'anyone')).views).toMatchObject([{ name: 'La leur', shared: true, version: 1 }])
    expect(await findSegment(theirs.shop.id, theirs.segmentId)).toMatchObject({ name: 'Les leurs', version: 1 })
    expect(await findConnectionSettings(theirs.shop.id, theirs.connectionId)).toMatchObject({ version: 1, settings: {} })
  })

  it('refuses who is signed out, in their own shop too', async () => {
    request.cookies = new Map()
    expect(await action(input(foreignId(row)))).toMatchObject({ ok: false, code: 'auth_expired' })
  })

  it('refuses who may only read, in their own shop too', async () => {
    await signIn(await person(theirs.shop, 'read-only'))
    expect(await action(input(foreignId(row)))).toMatchObject({ ok: false, code: 'forbidden' })
  })

  it('refuses another site', async () => {
    request.headers.set('origin', 'https://elsewhere.example')
    expect(await action(input(foreignId(row)))).toMatchObject({ ok: false, code: 'forbidden' })
  })

  it.each(['tenantId', 'shopId', 'role'])('refuses a smuggled %s', async (field) => {
    const smuggled = { ...Object(input(foreignId(row))), [field]: theirs.shop.id }
    expect(await action(smuggled)).toMatchObject({ ok: false, code: 'invalid' })
  })
})

describe.each(Object.entries(withoutId))('%s', (_name, run) => {
  it.each(['signed out', 'read-only'])('makes nothing for who is %s', async (who) => {
    if (who === 'signed out') request.cookies = new Map()
    else await signIn(await person(ours.shop, 'read-only'))
    expect(JSON.stringify(await run())).toMatch(/"message":".+"/)
    const store = createCustomerStore(ours.shop, { kind: 'system', id: null, name: 'test' })
    expect((await store.count({}, 10)).count).toBe(0)
  })
})
