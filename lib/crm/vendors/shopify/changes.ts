// What changed among a shop's customers since a cursor: first all of them, by pages or by a bulk operation; then by time; then
// who was deleted, as far as the shop's events tell.
import { z } from 'zod'
import { derivePreferences } from '@/lib/consent/update-preferences'
import type { ChangePage, CustomerChange } from '@/lib/customers/customer-system'
import { CrmError } from '@/lib/shared/errors'
import type { ShopifyAccount } from './account'
import { bulkSchema, firstBulk, stepBulk } from './bulk'
import { fromShopifyCustomer } from './mapper'
import { bulkCustomers } from './operations'
import { consentsOf } from './preferences'
import { answers, customerSchema, type WireCustomer } from './schema'
import {
  changedFrom,
  firstWalk,
  nextWalk,
  overlap,
  quiet,
  readCursor,
  remember,
  step,
  toldSchema,
  walkSchema,
  writeCursor,
} from './walk'

/** `gone`: deleted customers who were told, as `walk` has those who changed. */
const goneSchema = z.strictObject({ since: z.int().min(0), after: z.string().max(2_000).nullable(), told: toldSchema })
const cursorSchema = z.discriminatedUnion('phase', [
  z.strictObject({ phase: z.literal('bulk'), bulk: bulkSchema, gone: goneSchema }),
  z.strictObject({ phase: z.literal('walk'), walk: walkSchema, gone: goneSchema }),
  z.strictObject({ phase: z.literal('gone'), walk: walkSchema, gone: goneSchema, begun: z.int().min(0) }),
])
type Cursor = z.output<typeof cursorSchema>
type At<P extends Cursor['phase']> = Extract<Cursor, { phase: P }>

const pageOf = (changes: CustomerChange[], cursor: Cursor, hasMore: boolean): ChangePage => ({
  changes,
  cursor: writeCursor(cursor),
  hasMore,
})

/** At most a page. Throws `invalid` (path `cursor`) and what the client throws. */
export async function changesSince(account: ShopifyAccount, given: string | null): Promise<ChangePage> {
  if (given === null) return begin(account)
  const cursor = readCursor(cursorSchema, given)
  if (cursor.phase === 'bulk') return bulkRead(account, cursor)
  return cursor.phase === 'walk' ? walked(account, cursor) : deleted(account, cursor)
}

async function begin(account: ShopifyAccount): Promise<ChangePage> {
  const gone = { since: Math.max(0, Date.now() - quiet), after: null, told: [] }
  const { customersCount } = await account.client.run(account.operations.customersCount, answers.customersCount, { limit: null })
  const total = customersCount?.count ?? 0
  const page =
    total > account.bulkFrom
      ? await bulkRead(account, { phase: 'bulk', bulk: firstBulk(), gone })
      : await walked(account, { phase: 'walk', walk: firstWalk(), gone })
  return { ...page, total }
}

const upserts = (account: ShopifyAccount, customers: readonly WireCustomer[]): CustomerChange[] =>
  customers.map((wire) => {
    const customer = fromShopifyCustomer(wire, account.shop)
    // Without them each would be asked about alone.
    const { optIn } = derivePreferences(customer, consentsOf(account, wire))
    return { kind: 'upsert', id: wire.id, customer, at: wire.updatedAt, optIn }
  })

async function bulkRead(account: ShopifyAccount, cursor: At<'bulk'>): Promise<ChangePage> {
  const query = bulkCustomers(account.shop.mapped)
  const now = await stepBulk(account, cursor.bulk, { query, schema: customerSchema })
  if (now.kind === 'wait') return { ...pageOf([], { ...cursor, bulk: now.bulk }, true), wait: now.wait }
  if (now.kind === 'failed') return pageOf([], { phase: 'walk', walk: firstWalk(), gone: cursor.gone }, true)
  const next: Cursor = now.isLast
    ? // What changed while the file was made.
      { phase: 'walk', walk: nextWalk({ since: Math.max(0, cursor.bulk.startedAt - overlap), told: [] }), gone: cursor.gone }
    : { ...cursor, bulk: now.bulk }
  return pageOf(upserts(account, now.records), next, true)
}

async function walked(account: ShopifyAccount, { walk, gone }: At<'walk'>): Promise<ChangePage> {
  const { customers } = await account.client.run(account.operations.customers, answers.customers, {
    first: account.customersPerPage,
    after: walk.after,
    query: changedFrom('updated_at', walk.bound),
    sortKey: 'UPDATED_AT',
    reverse: false,
  })
  const { fresh, walk: next, isLast } = step(walk, customers)
  const cursor: Cursor = isLast ? { phase: 'gone', walk: next, gone, begun: Date.now() } : { phase: 'walk', walk: next, gone }
  return pageOf(upserts(account, fresh), cursor, true)
}

const eventsPerPage = 100

/** Null for an app that may not read the shop's events: then only webhooks tell who was deleted. */
async function deletions(account: ShopifyAccount, { since, after }: At<'gone'>['gone']) {
  const bound = changedFrom('created_at', Math.max(0, since - overlap)) ?? ''
  const query = `action:destroy AND subject_type:CUSTOMER AND ${bound}`
  try {
    const page = { first: eventsPerPage, after, query }
    return (await account.client.run(account.operations.events, answers.events, page)).events
  } catch (error) {
    if (error instanceof CrmError && error.reason === 'scopes_missing') return null
    throw error
  }
}

async function deleted(account: ShopifyAccount, { walk, gone, begun }: At<'gone'>): Promise<ChangePage> {
  const events = await deletions(account, gone)
  const told = new Set(gone.told.map(([id]) => id))
  const fresh = (events?.nodes ?? []).flatMap(({ action, createdAt, subjectId }): [string, number, string][] => {
    const id = /^gid:\/\/shopify\/Customer\/(\d{1,20})$/.exec(subjectId ?? '')?.[1]
    return action === 'destroy' && createdAt !== undefined && id !== undefined && !told.has(id)
      ? [[id, createdAt.getTime(), '']]
      : []
  })
  const isLast = events?.pageInfo.hasNextPage !== true || events.pageInfo.endCursor === null
  const memory = [...gone.told, ...fresh]
  const since = isLast
    ? Math.max(gone.since, begun - quiet, ...fresh.map(([, at]) => at), ...gone.told.map(([, at]) => at))
    : gone.since
  const next = { since, after: isLast ? null : events.pageInfo.endCursor, told: remember(memory, [], since) }
  const cursor: Cursor = isLast ? { phase: 'walk', walk, gone: next } : { phase: 'gone', walk, gone: next, begun }
  const changes = fresh.map(([id, at]): CustomerChange => ({ kind: 'delete', id, customer: null, at: new Date(at) }))
  return pageOf(changes, cursor, !isLast)
}
