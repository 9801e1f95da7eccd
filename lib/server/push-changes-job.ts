// Job `push-changes`: what waits of one customer goes to the shop's linked system.
import 'server-only'
import { systemOf } from '@/lib/crm/factory'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { createCustomerStore } from '@/lib/db/customer-store'
import { syncActor } from '@/lib/db/external-link-repo'
import { queuePushIn, settleUnlinked } from '@/lib/db/outbox-queue'
import { createOutboxStore } from '@/lib/db/outbox-repo'
import { findShop } from '@/lib/db/tenant-repo'
import { CrmError, notFound } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { pushChange } from '@/lib/sync/push-change'
import { countPush } from './metrics'

export interface PushJob {
  tenantId: string
  connectionId: string
  customerId: string
}

/** Milliseconds without a sign of life after which another worker may go on. */
const lease = 30_000

/**
 * What the system refuses stands beside the change and never fails the job; what waits gets a job for its moment. Fails, and
 * is tried again by the queue, when the database is away. Two for one customer at once: the second looks again later.
 */
export async function pushChangesJob({ tenantId, connectionId, customerId }: PushJob): Promise<void> {
  const shop = await findShop(tenantId)
  if (shop === null) throw notFound('shop')
  let opened: Promise<CustomerSystem> | undefined
  let unlinked = false
  const { outcomes, again } = await pushChange(
    {
      store: createCustomerStore(shop, syncActor),
      outbox: createOutboxStore(tenantId, connectionId),
      system: () =>
        (opened ??= systemOf(tenantId, connectionId, 'background').catch((error: unknown) => {
          unlinked = error instanceof CrmError && error.reason === 'connection_not_found'
          throw error
        })),
      lease,
      random: Math.random,
    },
    customerId,
  )
  for (const outcome of outcomes) countPush(outcome)
  if (unlinked) {
    const changes = await settleUnlinked(tenantId, connectionId)
    return log().info({ tenantId, connectionId, changes }, 'the link is gone, its waiting changes are settled')
  }
  if (outcomes.includes('dead')) log().warn({ tenantId, connectionId, customerId }, 'a change was given up')
  if (again !== null) await queuePushIn(tenantId, connectionId, customerId, again)
}
