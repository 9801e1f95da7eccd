// Job `pull-source`: customers and orders of one linked system come in, a page a transaction. Killed at any moment, the next
// one goes on where it was.
import 'server-only'
import { systemOf } from '@/lib/crm/factory'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { recordOutcome } from '@/lib/db/connection-status-repo'
import { createSourceStore, noteTrouble, queuePull } from '@/lib/db/source-stream-repo'
import { findShop } from '@/lib/db/tenant-repo'
import { CrmError, notFound } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { pullSource } from '@/lib/sync/pull-source'
import { errorText } from '@/lib/sync/push-verdict'

/** Milliseconds of one go: then it is the turn of other jobs. */
const longest = 20_000
/** Milliseconds before a system that does not answer, and does not say when it will, is asked again. */
const pause = 60_000

type OpenSystem = (tenantId: string, connectionId: string) => Promise<CustomerSystem>
const inBackground: OpenSystem = (tenantId, connectionId) => systemOf(tenantId, connectionId, 'background')

/**
 * What the system refuses stands on its card and never fails the job: what passes is tried again after a while, the rest by the
 * next schedule once the link is well. Two at once do each page once.
 */
export async function pullSourceJob(
  { tenantId, connectionId }: { tenantId: string; connectionId: string },
  _tools: unknown,
  open: OpenSystem = inBackground,
): Promise<void> {
  const shop = await findShop(tenantId)
  if (shop === null) throw notFound('shop')
  const end = Date.now() + longest
  try {
    const system = await open(tenantId, connectionId)
    const store = createSourceStore(shop, connectionId)
    const { again } = await pullSource({ system, store, mayGoOn: () => Date.now() < end })
    await recordOutcome(tenantId, connectionId, 'ok')
    if (again !== null) await queuePull(tenantId, connectionId, again)
  } catch (error) {
    if (!(error instanceof CrmError) || error.reason === 'database_unavailable') throw error
    // Unlinked meanwhile.
    if (error.code === 'not_found') return
    await recordOutcome(tenantId, connectionId, error)
    await noteTrouble(tenantId, connectionId, errorText(error))
    log().warn({ tenantId, connectionId, code: error.code, reason: error.reason }, 'a linked system could not be read on')
    if (error.code === 'unavailable' || error.code === 'rate_limited')
      await queuePull(tenantId, connectionId, error.retryAfter === undefined ? pause : error.retryAfter * 1_000)
  }
}
