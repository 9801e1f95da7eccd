// Job `sweep-queue`: what a crash may leave behind is put right, whoever crashed.
import 'server-only'
import { tenantIds } from '@/lib/db/tenant-repo'
import { waitingEvents } from '@/lib/db/inbound-event-repo'
import { releaseHealed, requeueLost } from '@/lib/db/outbox-queue'
import { log } from '@/lib/shared/log'
import { holdDelay } from '@/lib/sync/push-verdict'
import type { JobTools } from './jobs'

/** Milliseconds after which something due without a job has lost it: its job is queued in its own transaction. */
const patience = 2 * 60_000
const mostPerShop = 1000

const jobOf = { channel: 'receive-message', connection: 'receive-crm-event' } as const

/**
 * A delivery whose job exists, waiting, running or failed for good, is left alone: that job is its future. A change that
 * waits for a linked system always gets a job again, and at once when its link has become well.
 */
export async function sweepQueueJob(_payload: unknown, { queue }: JobTools, now = new Date()): Promise<void> {
  const dead = await queue.recoverDead()
  if (dead.length > 0) log().warn({ workers: dead }, 'gave free the jobs of dead workers')
  const before = new Date(now.getTime() - patience)
  for (const tenantId of await tenantIds()) {
    const waiting = await waitingEvents(tenantId, before, mostPerShop)
    let lost = 0
    for (const { id: eventId, origin } of waiting)
      if (await queue.addOnce(jobOf[origin], { tenantId, eventId }, `${jobOf[origin]} ${eventId}`)) lost++
    if (lost > 0) log().warn({ tenantId, events: lost }, 'queued deliveries that had lost their job')
    const released = await releaseHealed(tenantId, holdDelay)
    if (released > 0) log().info({ tenantId, customers: released }, 'a link is well again, its changes go')
    const pushes = await requeueLost(tenantId, before, mostPerShop)
    if (pushes > 0) log().warn({ tenantId, customers: pushes }, 'queued changes that had lost their job')
  }
}
