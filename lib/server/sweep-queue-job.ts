// Job `sweep-queue`: what a crash may leave behind is put right, whoever crashed.
import 'server-only'
import { tenantIds } from '@/lib/db/tenant-repo'
import { waitingEvents } from '@/lib/db/inbound-event-repo'
import { log } from '@/lib/shared/log'
import type { JobTools } from './jobs'

/** Milliseconds after which a delivery without a job is a lost one: its job is queued in the delivery's own transaction. */
const patience = 2 * 60_000
const mostPerShop = 1000

/** A delivery whose job exists, waiting, running or failed for good, is left alone: that job is its future. */
export async function sweepQueueJob(_payload: unknown, { queue }: JobTools, now = new Date()): Promise<void> {
  const dead = await queue.recoverDead()
  if (dead.length > 0) log().warn({ workers: dead }, 'gave free the jobs of dead workers')
  for (const tenantId of await tenantIds()) {
    const waiting = await waitingEvents(tenantId, new Date(now.getTime() - patience), mostPerShop)
    let lost = 0
    for (const eventId of waiting)
      if (await queue.addOnce('receive-message', { tenantId, eventId }, `receive-message ${eventId}`)) lost++
    if (lost > 0) log().warn({ tenantId, events: lost }, 'queued deliveries that had lost their job')
  }
}
