// A link works again: what waited for it goes at once, in the transaction that says so.
import 'server-only'
import { z } from 'zod'
import { releaseHeld } from './outbox-queue'
import type { SqlTx } from './tenant-db'

/** Events of one resumption; the rest comes by the queue's own repeats. */
const mostEvents = 10_000

/**
 * Changes that were held leave; events that could not be read, because the system was not to be asked, are tried anew, also
 * those whose job has given up by now: an erasure told in the meantime must still hold.
 */
export async function resumeLink(sql: SqlTx, tenantId: string, connectionId: string): Promise<void> {
  await releaseHeld(sql, tenantId, connectionId)
  await sql.rows(
    z.unknown(),
    `select enqueue_job('receive-crm-event', json_build_object('tenantId', $1::text, 'eventId', e.id), job_key => 'receive-crm-event ' || e.id)::text
     from (select id from "InboundEvent" where "tenantId" = $1 and origin = 'connection' and "originId" = $2
       and "processedAt" is null and error is not null order by "receivedAt" limit $3) e`,
    [tenantId, connectionId, mostEvents],
  )
}
