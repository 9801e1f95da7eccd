// What changed in HubSpot since a cursor: first everybody, by the list; then by time, by the search; then who was archived.
import { z } from 'zod'
import type { CustomerChange } from '@/lib/customers/customer-system'
import { CrmError } from '@/lib/shared/errors'
import type { HubspotAccount } from './account'
import { fromHubspotContact } from './mapper'
import type { HubspotObject } from './schema'

/** Milliseconds before the newest change told that are looked at again: the index shows changes late and out of order. */
const overlap = 5 * 60_000
/**
 * Milliseconds that our clock may be before HubSpot's, with the overlap beside: when nothing changed for longer, the moment
 * to look back to moves on all the same, so that the last busy minutes are not read for ever.
 */
const quiet = 15 * 60_000
const pageSize = 100
/** Where a search is begun anew, before HubSpot's end of 10,000. */
const searchEnd = 9_000
/** Changes inside the overlap that are remembered as told; beyond it some are told twice, which harms nobody. */
const mostTold = 2_000

const millis = z.int().min(0)
const toldSchema = z.array(z.tuple([z.string(), millis]))

/** `since`: the newest change told. `told`: changes near it. `gone`: archived contacts told, the same way. */
const cursorSchema = z.strictObject({
  phase: z.enum(['list', 'search', 'archived']),
  since: millis,
  goneSince: millis,
  told: toldSchema,
  gone: toldSchema,
  /** Of the list or the archived list. */
  after: z.string().nullable(),
  /** Of the search: its lower bound, and how far into the contacts of that very moment. Of the archived list: when it began. */
  bound: millis,
  offset: millis,
})
type Cursor = z.output<typeof cursorSchema>

const write = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

function read(text: string): Cursor {
  try {
    return cursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new CrmError('invalid', 'Not a cursor of this list', { issues: [{ path: ['cursor'], reason: 'cursor' }], cause })
  }
}

const start = (): Cursor => {
  const before = Date.now() - quiet
  return { phase: 'list', since: before, goneSince: before, told: [], gone: [], after: null, bound: 0, offset: 0 }
}

export interface Changes {
  changes: CustomerChange[]
  cursor: string
  hasMore: boolean
}

/** At most a page. Throws `invalid` (path `cursor`) and what the client throws. */
export async function changesSince(account: HubspotAccount, given: string | null): Promise<Changes> {
  const cursor = given === null ? start() : read(given)
  if (cursor.phase === 'list') return listed(account, cursor)
  return cursor.phase === 'search' ? searched(account, cursor) : archived(account, cursor)
}

const modified = ({ properties, updatedAt }: HubspotObject): number => {
  const at = Date.parse(properties.lastmodifieddate ?? '')
  return Number.isNaN(at) ? updatedAt.getTime() : at
}

async function upserts(account: HubspotAccount, contacts: HubspotObject[]): Promise<CustomerChange[]> {
  const context = await account.contextFor(contacts)
  return contacts.map((contact) => ({
    kind: 'upsert',
    id: contact.id,
    customer: fromHubspotContact(contact, context),
    at: new Date(modified(contact)),
  }))
}

/** The memory of what was told, moved to what is told now; only what the overlap will look at again is kept. */
function remember(told: Cursor['told'], fresh: readonly [string, number][], since: number): Cursor['told'] {
  const all = new Map([...told, ...fresh])
  return [...all]
    .filter(([, at]) => at > since - overlap)
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostTold)
}

const newest = (since: number, times: readonly number[]): number => times.reduce((a, b) => Math.max(a, b), since)

async function listed(account: HubspotAccount, cursor: Cursor): Promise<Changes> {
  const page = await account.client.list('contacts', account.contactProperties, {
    limit: pageSize,
    ...(cursor.after === null ? {} : { after: cursor.after }),
  })
  const fresh = page.results.map((contact): [string, number] => [contact.id, modified(contact)])
  // Later changes are found from the moment before the walk began: only what is near it needs remembering.
  const since = newest(
    cursor.since,
    fresh.map(([, at]) => at),
  )
  const told = remember(cursor.told, fresh, cursor.since)
  const next: Cursor =
    page.after === null
      ? { ...cursor, phase: 'search', since, told, after: null, bound: cursor.since, offset: 0 }
      : { ...cursor, since: cursor.since, told, after: page.after }
  return { changes: await upserts(account, page.results), cursor: write(next), hasMore: page.after !== null }
}

async function searched(account: HubspotAccount, cursor: Cursor): Promise<Changes> {
  const { results } = await account.client.search(
    {
      filterGroups: [{ filters: [{ propertyName: 'lastmodifieddate', operator: 'GTE', value: String(cursor.bound) }] }],
      sorts: ['lastmodifieddate'],
      limit: pageSize,
      ...(cursor.offset === 0 ? {} : { after: String(cursor.offset) }),
    },
    account.contactProperties,
  )
  const told = new Map(cursor.told)
  const fresh = results.filter((contact) => told.get(contact.id) !== modified(contact))
  const pairs = fresh.map((contact): [string, number] => [contact.id, modified(contact)])
  const last = results.at(-1)
  const isLast = results.length < pageSize || last === undefined
  const since = newest(cursor.since, pairs.map(([, at]) => at).concat(isLast ? Date.now() - quiet : []))
  const edge = last === undefined ? cursor.bound : modified(last)
  // The next page begins at this page's last moment, not at its end: a contact changed meanwhile would shift the others.
  // Where more changed in one moment than the search gives out, the reconciliation by list is what finds the rest.
  const isStuck = edge === cursor.bound
  const isFull = isStuck && cursor.offset + pageSize >= searchEnd
  const remembered = remember(cursor.told, pairs, since)
  const next: Cursor = isLast
    ? { ...cursor, phase: 'archived', since, told: remembered, after: null, bound: Date.now(), offset: 0 }
    : {
        ...cursor,
        since,
        told: remembered,
        bound: isFull ? edge + 1 : edge,
        offset: isStuck && !isFull ? cursor.offset + pageSize : 0,
      }
  return { changes: await upserts(account, fresh), cursor: write(next), hasMore: true }
}

async function archived(account: HubspotAccount, cursor: Cursor): Promise<Changes> {
  const page = await account.client.list('contacts', ['lastmodifieddate'], {
    limit: pageSize,
    archived: true,
    ...(cursor.after === null ? {} : { after: cursor.after }),
  })
  const told = new Map(cursor.gone)
  const gone = page.results.flatMap((contact): [string, number][] => {
    const at = (contact.archivedAt ?? contact.updatedAt).getTime()
    return at > cursor.goneSince - overlap && told.get(contact.id) !== at ? [[contact.id, at]] : []
  })
  const isLast = page.after === null
  const memory = [...cursor.gone, ...gone]
  const goneSince = isLast ? newest(cursor.goneSince, memory.map(([, at]) => at).concat(cursor.bound - quiet)) : cursor.goneSince
  const next: Cursor = isLast
    ? {
        ...cursor,
        phase: 'search',
        goneSince,
        gone: remember(memory, [], goneSince),
        after: null,
        bound: Math.max(0, cursor.since - overlap),
        offset: 0,
      }
    : { ...cursor, gone: remember(memory, [], goneSince), after: page.after }
  return {
    changes: gone.map(([id, at]) => ({ kind: 'delete', id, customer: null, at: new Date(at) })),
    cursor: write(next),
    hasMore: !isLast,
  }
}
