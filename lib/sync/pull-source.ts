// Reads on in a linked system from where the last page ended: first everything, then what changed. A page takes effect together
// with its cursor, so that a pull that dies has to ask for one page again, and two at once do each page once.
import type { CustomerChange, CustomerSystem } from '@/lib/customers/customer-system'
import type { RemoteOrder } from '@/lib/customers/remote-order'
import { CrmError } from '@/lib/shared/errors'
import { personOfCustomer, type RemotePerson } from './remote-person'

/** Customers first: most buyers are then known by their record. */
export const sourceStreams = ['customers', 'orders'] as const
export type SourceStream = (typeof sourceStreams)[number]

export interface StreamPlace {
  /** Null: at the beginning. */
  cursor: string | null
  /** How many pages took effect. */
  pages: number
}

export interface PulledPage {
  people: RemotePerson[]
  /** Ids of records that are not there any more. */
  gonePeople: string[]
  orders: RemoteOrder[]
  cursor: string
  hasMore: boolean
  total: number | null
  /** How many records the page told of. */
  told: number
}

export interface SourceStore {
  /** Null when the link was taken away, or nobody has begun to read it. */
  place(stream: SourceStream): Promise<StreamPlace | null>
  /** The page after so many `pages`, in one transaction; false when somebody else applied it, or the link is gone. */
  apply(stream: SourceStream, pages: number, page: PulledPage): Promise<boolean>
  /** From the beginning again: the cursor is none that the system understands any more. */
  restart(stream: SourceStream, pages: number): Promise<void>
}

interface PullSource {
  system: CustomerSystem
  store: SourceStore
  /** False: this pull has worked long enough, others want the worker too. */
  mayGoOn: () => boolean
}

/** Records whose agreements are asked for side by side. */
const abreast = 4

export const offersStream = ({ capabilities }: Pick<CustomerSystem, 'capabilities'>, stream: SourceStream): boolean =>
  stream === 'orders' ? capabilities.orders : capabilities.changes

/**
 * Milliseconds after which to go on; null when there is nothing more for now. Throws what the system throws; what was read
 * until then stays.
 */
export async function pullSource({ system, store, mayGoOn }: PullSource): Promise<{ again: number | null }> {
  for (const stream of sourceStreams.filter((name) => offersStream(system, name)))
    for (;;) {
      const place = await store.place(stream)
      if (place === null) return { again: null }
      const page = await readPage(system, stream, place.cursor).catch((error: unknown) => {
        if (place.cursor !== null && isBadCursor(error)) return null
        throw error
      })
      if (page === null) {
        await store.restart(stream, place.pages)
        continue
      }
      if (!(await store.apply(stream, place.pages, page))) return { again: null }
      if (!page.hasMore) break
      if (page.wait > 0) return { again: page.wait }
      if (!mayGoOn()) return { again: 0 }
    }
  return { again: null }
}

const isBadCursor = (error: unknown): boolean =>
  error instanceof CrmError && error.code === 'invalid' && error.issues.some(({ path }) => path[0] === 'cursor')

async function readPage(
  system: CustomerSystem,
  stream: SourceStream,
  cursor: string | null,
): Promise<PulledPage & { wait: number }> {
  if (stream === 'orders') {
    const page = await system.ordersSince(cursor)
    return { ...restOf(page), people: [], gonePeople: [], orders: page.orders, told: page.orders.length }
  }
  const page = await system.changesSince(cursor)
  const gonePeople = page.changes.filter(({ customer }) => customer === null).map(({ id }) => id)
  return { ...restOf(page), people: await peopleOf(system, page.changes), gonePeople, orders: [], told: page.changes.length }
}

const restOf = ({ cursor, hasMore, wait, total }: { cursor: string; hasMore: boolean; wait?: number; total?: number }) => ({
  cursor,
  hasMore,
  wait: wait ?? 0,
  total: total ?? null,
})

async function peopleOf(system: CustomerSystem, changes: readonly CustomerChange[]): Promise<RemotePerson[]> {
  const people: (RemotePerson | null)[] = []
  for (let from = 0; from < changes.length; from += abreast)
    people.push(...(await Promise.all(changes.slice(from, from + abreast).map((change) => personOf(system, change)))))
  return people.filter((person) => person !== null)
}

/** Null for somebody who is not there any more. */
export async function personOf(
  system: CustomerSystem,
  { customer, optIn }: Pick<CustomerChange, 'customer' | 'optIn'>,
): Promise<RemotePerson | null> {
  if (customer === null) return null
  if (optIn !== undefined || !system.capabilities.preferences) return personOfCustomer(customer, optIn ?? null)
  try {
    return personOfCustomer(customer, (await system.getPreferences(customer.id)).optIn)
  } catch (error) {
    if (error instanceof CrmError && error.code === 'not_found') return null
    // That one may not ask says nothing of what was answered.
    if (error instanceof CrmError && (error.code === 'forbidden' || error.code === 'unsupported'))
      return personOfCustomer(customer, null)
    throw error
  }
}
