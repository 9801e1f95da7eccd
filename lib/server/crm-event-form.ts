// How an event of a linked system is kept: as it came, or, when the delivery speaks of several accounts, only its own part.
import 'server-only'
import { z } from 'zod'
import type { VendorDelivery, VendorEvent } from '@/lib/crm/vendor'
import type { RemoteHint } from '@/lib/sync/crm-event-store'

/** No real header begins with a colon. */
export const urlHeader = ':url'
export const accountHeader = ':account'
export const formHeader = ':form'

/** Of the headers only what reading the body again may need; signatures and addresses are not kept. */
const keptHeaders = ['content-type']

const storedSchema = z.array(
  z.object({
    eventId: z.string(),
    hints: z.array(
      z.object({
        kind: z.enum(['upsert', 'delete', 'erase', 'merge', 'order']),
        externalId: z.string(),
        mergedIds: z.array(z.string()),
        at: z.iso.datetime(),
      }),
    ),
  }),
)

/**
 * @param address without the secret in its path
 * @param isShared the body also speaks of accounts that are not this shop's: it is not kept then
 */
export function storedForm(
  { headers, body }: VendorDelivery,
  given: {
    address: string
    accountId: string
    events: VendorEvent[]
    isShared: boolean
    /** The vendor's own that reading again needs. */
    more?: readonly string[]
  },
): { headers: Record<string, string>; body: Buffer } {
  const { address, accountId, events, isShared, more = [] } = given
  const kept = Object.fromEntries(
    [...keptHeaders, ...more].flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])),
  )
  const own = { ...kept, [urlHeader]: address, [accountHeader]: accountId }
  if (!isShared) return { headers: own, body }
  return { headers: { ...own, [formHeader]: 'events' }, body: Buffer.from(JSON.stringify(events)) }
}

/** Hints of one event of a body that `storedForm` wrote. */
export const readStoredHints = (body: Buffer, eventId: string): RemoteHint[] =>
  storedSchema
    .parse(JSON.parse(body.toString('utf8')))
    .filter((event) => event.eventId === eventId)
    .flatMap(({ hints }) => hints)
