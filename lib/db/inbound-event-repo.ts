// Verified deliveries, stored before they are acknowledged; the job of each is queued in the very same transaction.
import 'server-only'
import { z } from 'zod'
import { newId } from '@/lib/shared/ids'
import type { OpenChannel } from './channel-repo'
import { tenantDb } from './tenant-db'

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

const outcome = z.object({ open: z.boolean(), stored: z.boolean() })

/**
 * `stored`: written, and its job queued, both committed. `repeat`: this channel stored the event id before (waits for a
 * rival that has not committed). `changed`: the channel was closed or got another secret or setting since it was read,
 * nothing was written: read it again and check the delivery again. Throws `unavailable` when the database is.
 */
export async function storeDelivery(channel: OpenChannel, delivery: VerifiedDelivery): Promise<'stored' | 'repeat' | 'changed'> {
  const headers = Object.fromEntries(keptHeaders.flatMap((name) => (delivery.headers[name] === undefined ? [] : [[name, delivery.headers[name]]])))
  const [row] = await tenantDb(channel.tenantId).sql((sql) =>
    sql.rows(
      outcome,
      `with door as (
         select from "Channel" where "tenantId" = $1 and id = $3 and "deletedAt" is null and secrets = $7 and settings = $8::jsonb),
       stored as (
         insert into "InboundEvent" ("tenantId", id, origin, "originId", "eventId", headers, body)
         select $1, $2, 'channel', $3, $4, $5::jsonb, $6 from door
         on conflict ("tenantId", "originId", "eventId") do nothing returning id),
       queued as (
         select enqueue_job('receive-message', json_build_object('tenantId', $1::text, 'eventId', id)) from stored)
       select exists (select from door) as open, (select count(*) from queued) > 0 as stored`,
      [
        channel.tenantId,
        newId(),
        channel.id,
        delivery.eventId,
        JSON.stringify({ ...headers, [urlHeader]: delivery.url }),
        delivery.body,
        channel.sealed,
        JSON.stringify(channel.config.settings),
      ],
    ),
  )
  return row?.stored === true ? 'stored' : row?.open === true ? 'repeat' : 'changed'
}

/** Ids of the shop's deliveries that have waited since before `before` and never failed; oldest first, at most `limit`. */
export async function waitingEvents(tenantId: string, before: Date, limit: number): Promise<string[]> {
  const rows = await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      z.object({ id: z.string() }),
      `select id from "InboundEvent" where "tenantId" = $1 and "processedAt" is null and error is null and "receivedAt" < $2
       order by "receivedAt" limit $3`,
      [tenantId, before, limit],
    ),
  )
  return rows.map(({ id }) => id)
}
