// A full read of a system's contacts through its change feed: how long it takes, and what this process holds meanwhile.
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { heldBytes } from './held-bytes'

/** Bytes that reading ten times as many may hold more, the cursor's memory and the runtime's own included. */
const growthAllowed = 8 * 1024 * 1024

export interface FullRead {
  milliseconds: number
  /** MiB held after a tenth and at the end. */
  heapMiB: { atTenth: number; atEnd: number }
  isFlat: boolean
}

/** Throws when a contact misses or comes twice: else the time says nothing. Ids of the system must be in order. */
export async function readAll(system: CustomerSystem, contacts: number): Promise<FullRead> {
  const held: Record<number, number> = {}
  let read = 0
  let last = ''
  let measuring = 0
  const started = performance.now()
  for (let cursor: string | null = null, hasMore = true; hasMore;) {
    const page = await system.changesSince(cursor)
    for (const { id } of page.changes) {
      if (id <= last) throw new Error('a contact came twice')
      last = id
    }
    read += page.changes.length
    ;({ cursor, hasMore } = page)
    const mark = [contacts / 10, contacts].find((one) => read >= one && held[one] === undefined)
    if (mark === undefined) continue
    const since = performance.now()
    held[mark] = heldBytes()
    measuring += performance.now() - since
  }
  const milliseconds = performance.now() - started - measuring
  if (read !== contacts) throw new Error(`${read} contacts were read, of ${contacts}`)
  const [atTenth, atEnd] = [(held[contacts / 10] ?? 0) / 2 ** 20, (held[contacts] ?? Infinity) / 2 ** 20]
  return { milliseconds, heapMiB: { atTenth, atEnd }, isFlat: (atEnd - atTenth) * 2 ** 20 <= growthAllowed }
}
