// The changes that a link's system did not take, as its card shows them.
import 'server-only'
import { listRefusedChanges } from '@/lib/db/refused-changes-repo'
import { type OutboxKind, outboxKinds } from '@/lib/sync/outbox-store'
import { readErrorText } from '@/lib/sync/push-verdict'

/** What one customer's changes have in common that they were refused for. */
export interface RefusedView {
  customer: {
    /** Null when there is nobody to look at any more. */
    id: string | null
    firstName: string | null
    lastName: string | null
    email: string | null
    /** E.164 */
    phone: string | null
  }
  kinds: { kind: OutboxKind; count: number }[]
  /** Keys under `settings.crm.refusedChanges.why`, the most exact first; the last one has a text. */
  reasons: string[]
  /** Our names of the fields that the reason is about (`lastName`, `metadata.<key>`); empty when it names none. */
  fields: string[]
  /** Still tried by itself, once a day. */
  isHeld: boolean
  at: Date
}

/** More than this nobody reads: the card says how many there are in all. */
const mostShown = 20

export const refusedChanges = async (tenantId: string, connectionId: string): Promise<RefusedView[]> =>
  (await listRefusedChanges(tenantId, connectionId, mostShown)).map(
    ({ customerId, isLive, firstName, lastName, email, phone, kinds, error, isHeld, at }) => ({
      customer: { id: isLive ? customerId : null, firstName, lastName, email, phone },
      kinds: outboxKinds.flatMap((kind) => (kinds[kind] === 0 ? [] : [{ kind, count: kinds[kind] }])),
      ...readErrorText(error),
      isHeld,
      at,
    }),
  )
