// Jobs that look for duplicates: of a customer that changed, of a shop night by night, and the start of those nights.
import 'server-only'
import { findDuplicates } from '@/lib/customers/find-duplicates'
import { createDuplicateStore } from '@/lib/db/duplicate-repo'
import { tenantIds } from '@/lib/db/tenant-repo'
import { log } from '@/lib/shared/log'
import type { JobTools } from './jobs'

/** Customers looked at together, and looked through for such as changed. */
const abreast = 200
const lookedThrough = 2_000

/** Milliseconds a shop's look goes on for before it makes room for other jobs. */
const longest = 20_000

export async function findDuplicatesJob({ tenantId, customerId }: { tenantId: string; customerId: string }): Promise<void> {
  await findDuplicates(createDuplicateStore(tenantId), [customerId])
}

/**
 * Every customer of a shop that changed since the last look at him, in the order of their ids from `after` on. What is left
 * when the time is up is the next job's; killed half-way, the same job begins again where it began, which does no harm.
 */
export async function scanDuplicatesJob(
  { tenantId, after }: { tenantId: string; after: string },
  { queue }: Pick<JobTools, 'queue'>,
  patience = longest,
): Promise<void> {
  const store = createDuplicateStore(tenantId)
  const end = Date.now() + patience
  if (after === '') await store.forgetGone()
  for (let from: string | null = after; from !== null;) {
    const { ids, next }: { ids: string[]; next: string | null } = await store.unlooked(from, lookedThrough)
    for (let at = 0; at < ids.length; at += abreast) {
      await findDuplicates(store, ids.slice(at, at + abreast))
      const last = ids[Math.min(at + abreast, ids.length) - 1]
      const isMore = at + abreast < ids.length || next !== null
      if (Date.now() > end && isMore && last !== undefined) return queueScan(queue, tenantId, last)
    }
    from = next
  }
  log().info({ tenantId }, 'a shop was looked through for duplicates')
}

/**
 * A shop's looks go one after another, and one that goes on has a key of its own: a look from the beginning that waits (an
 * import has ended meanwhile) is not forgotten for one that is half-way.
 */
const queueScan = (queue: JobTools['queue'], tenantId: string, after: string): Promise<void> =>
  queue.replace(
    'scan-duplicates',
    { tenantId, after },
    `scan-duplicates ${tenantId}${after === '' ? '' : ' on'}`,
    `scan-duplicates ${tenantId}`,
  )

/** Every night, from the beginning: who was looked at and has not changed since costs next to nothing. */
export async function startDuplicateScansJob(_payload: unknown, { queue }: Pick<JobTools, 'queue'>): Promise<void> {
  for (const tenantId of await tenantIds()) await queueScan(queue, tenantId, '')
}
