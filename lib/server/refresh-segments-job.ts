// Jobs that keep segments up to date: of a customer that changed, of a whole shop, and the start of every night.
import 'server-only'
import { refreshSegments } from '@/lib/db/segment-refresh'
import { runKey, segmentRunStep, startSegmentRun } from '@/lib/db/segment-run'
import { findShop, tenantIds } from '@/lib/db/tenant-repo'
import { tenantDb } from '@/lib/db/tenant-db'
import { log } from '@/lib/shared/log'
import type { JobTools } from './jobs'

/** Milliseconds a shop's round goes on for before it makes room for other jobs. */
const longest = 20_000

export async function refreshSegmentsJob({ tenantId, customerId }: { tenantId: string; customerId: string }): Promise<void> {
  const shop = await findShop(tenantId)
  if (shop === null) return
  await tenantDb(tenantId).sql((sql) => refreshSegments(sql, shop, [customerId]))
}

/** Where a round is, the database knows: the same job again, or two at once, go on from there. */
export async function recomputeSegmentsJob(
  { tenantId }: { tenantId: string },
  { queue }: Pick<JobTools, 'queue'>,
  patience = longest,
): Promise<void> {
  const shop = await findShop(tenantId)
  if (shop === null) return
  const end = Date.now() + patience
  while (await segmentRunStep(shop))
    if (Date.now() > end) return queue.replace('recompute-segments', { tenantId }, runKey(tenantId), runKey(tenantId))
  log().info({ tenantId }, 'the segments of a shop are up to date')
}

/** Every night: days go by for rules that count them, and whatever missed its job is put right. */
export async function startSegmentRunsJob(): Promise<void> {
  for (const tenantId of await tenantIds()) await startSegmentRun(tenantId)
}
