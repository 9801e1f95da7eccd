// Verified deliveries, stored before they are acknowledged; the job of each is queued in the very same transaction.
import 'server-only'
import { z } from 'zod'
import { newId } from '@/lib/shared/ids'
import type { OpenChannel } from './channel-repo'
import { tenantDb, withoutTenant } from './tenant-db'

export interface VerifiedDelivery {
  eventId: string
  url: string
  headers: Readonly<Record<string, string>>
  body: Buffer
}

/** Of the headers only what reading the body again may need; signatures and addresses are not kept. */
const keptHeaders = ['content-type', 'webhook-id', 'webhook-timestamp']
/** Where the address is kept among the headers; no real header begins with a colon. */
export const urlHeader = ':url'

const outcome = z.object({ outcome: z.enum(['stored', 'repeat', 'changed']) })

/**
 * `stored`: written, and its job queued, both committed. `repeat`: this channel stored the event id before (waits for a
 * rival that has not committed). `changed`: the channel was closed or got another secret or setting since it was read,
 * nothing was written: read it again and check the delivery again. Throws `unavailable` when the database is.
 *
 * One statement, one round trip, its own transaction: the database function names the tenant for itself.
 */
export async function storeDelivery(channel: OpenChannel, delivery: VerifiedDelivery): Promise<'stored' | 'repeat' | 'changed'> {
  const headers = Object.fromEntries(
    keptHeaders.flatMap((name) => (delivery.headers[name] === undefined ? [] : [[name, delivery.headers[name]]])),
  )
  const [row] = await withoutTenant(outcome, 'select store_delivery($1, $2, $3, $4::jsonb, $5, $6, $7::jsonb, $8) as outcome', [
    channel.tenantId,
    channel.id,
    channel.sealed,
    JSON.stringify(channel.config.settings),
    newId(),
    delivery.eventId,
    JSON.stringify({ ...headers, [urlHeader]: delivery.url }),
    delivery.body,
  ])
  if (row === undefined) throw new Error('store_delivery returned no row')
  return row.outcome
}

const waitingSchema = z.object({ id: z.string(), origin: z.enum(['channel', 'connection']) })

/** The shop's deliveries that have waited since before `before` and never failed; oldest first, at most `limit`. */
export const waitingEvents = (tenantId: string, before: Date, limit: number): Promise<z.infer<typeof waitingSchema>[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      waitingSchema,
      `select id, origin from "InboundEvent" where "tenantId" = $1 and "processedAt" is null and error is null and "receivedAt" < $2
       order by "receivedAt" limit $3`,
      [tenantId, before, limit],
    ),
  )
