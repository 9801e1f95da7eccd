// Job `receive-crm-event`: one stored event of a linked system takes effect.
import 'server-only'
import { systemOf } from '@/lib/crm/factory'
import { findVendor } from '@/lib/crm/registry'
import type { VendorManifest } from '@/lib/crm/vendor'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { createCrmEventStore, markCrmEvent, queueCrmEvent, readCrmEvent, type StoredCrmEvent } from '@/lib/db/crm-event-repo'
import { isSourceRead, receiveFromSource } from '@/lib/db/source-stream-repo'
import { findShop } from '@/lib/db/tenant-repo'
import { systemClock } from '@/lib/shared/clock'
import { CrmError, notFound } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import type { RemoteHint } from '@/lib/sync/crm-event-store'
import { errorText } from '@/lib/sync/push-verdict'
import { receiveHints } from '@/lib/sync/receive-hints'
import { receiveSourceHints, type SourceEventStore } from '@/lib/sync/receive-source-hints'
import { accountHeader, formHeader, readStoredHints, urlHeader } from './crm-event-form'

/** Milliseconds after which an event looks again whether the push of the same customer has ended. */
const pushTakes = 2_000

interface Doors {
  findVendor(id: string): VendorManifest | null
  systemOf(tenantId: string, connectionId: string): Promise<CustomerSystem>
}
const real: Doors = { findVendor, systemOf: (tenantId, connectionId) => systemOf(tenantId, connectionId, 'background') }

/** Fails, and is tried again by the queue, when the system or the database cannot be asked; the reason stays with the event. */
export async function receiveCrmEventJob(
  { tenantId, eventId }: { tenantId: string; eventId: string },
  _tools: unknown,
  doors: Doors = real,
): Promise<void> {
  const event = await readCrmEvent(tenantId, eventId)
  if (event === null) throw new CrmError('not_found', 'No such event', { reason: 'event_not_found' })
  if (event.processedAt !== null) return
  if (event.vendor === null) {
    await markCrmEvent(tenantId, eventId, 'unlinked', true)
    return
  }
  try {
    const hints = hintsOf(event, doors.findVendor(event.vendor))
    let opened: Promise<CustomerSystem> | undefined
    const system = () => (opened ??= doors.systemOf(tenantId, event.connectionId))
    // Before the event is settled: done twice it is done once.
    await receiveSourceHints({ system, store: sourceEvents(tenantId, event.connectionId) }, hints)
    const outcome = await receiveHints(
      { store: createCrmEventStore(tenantId, event.connectionId, eventId), system, clock: systemClock },
      hints,
    )
    if (outcome === 'again') await queueCrmEvent(tenantId, eventId, pushTakes)
  } catch (error) {
    // What cannot be read will not be readable later; the record itself is still read by the next event or pull.
    const unreadable = error instanceof CrmError && error.code === 'invalid'
    await markCrmEvent(tenantId, eventId, errorText(error), unreadable)
    if (!unreadable) throw error
    log().warn({ tenantId, eventId, reason: error.reason }, 'an event of a linked system cannot be read')
  }
}

const sourceEvents = (tenantId: string, connectionId: string): SourceEventStore => ({
  isRead: () => isSourceRead(tenantId, connectionId),
  receive: async (page) => {
    const shop = await findShop(tenantId)
    if (shop === null) throw notFound('shop')
    await receiveFromSource(shop, connectionId, page)
  },
})

/** It was verified before it was stored: reading it again needs no secret. */
function hintsOf(event: StoredCrmEvent, vendor: VendorManifest | null): RemoteHint[] {
  if (event.headers[formHeader] !== undefined) return readStoredHints(event.body, event.eventKey)
  if (vendor?.webhook === null || vendor === null)
    throw new CrmError('invalid', 'A system that sends no events', { reason: 'system_unknown' })
  const { [urlHeader]: url = '', [accountHeader]: account = event.accountId ?? '', ...headers } = event.headers
  const delivery = { method: 'POST', url, headers, body: event.body, pathSecret: null } as const
  return vendor.webhook
    .parse(delivery, account)
    .filter(({ eventId }) => eventId === event.eventKey)
    .flatMap(({ hints }) => hints)
}
