// Job `purge-settled`: every night, what is a month old and settled between us and linked systems is forgotten, a bit at a time.
import 'server-only'
import { purgeReceivedEvents, purgeSentChanges } from '@/lib/db/purge-settled'
import { tenantIds } from '@/lib/db/tenant-repo'
import { log } from '@/lib/shared/log'

/** Milliseconds. */
const kept = 30 * 24 * 60 * 60_000
const longest = 20 * 60_000
/** Rows of one transaction: nobody else ever waits for long. */
const batch = 1_000

/** What a run does not get done is the next night's. A shop that fails keeps no other from its turn. */
export async function purgeSettledJob(_payload: unknown, _tools: unknown, now = new Date()): Promise<void> {
  const before = new Date(now.getTime() - kept)
  const end = Date.now() + longest
  // In another order each night, so that a run cut short is not always short of the same shops.
  const tenants = (await tenantIds()).map((id) => ({ id, order: Math.random() })).sort((a, b) => a.order - b.order)
  for (const { id: tenantId } of tenants) {
    try {
      const changes = await untilNone((limit) => purgeSentChanges(tenantId, before, limit), end)
      const events = await untilNone((limit) => purgeReceivedEvents(tenantId, before, limit), end)
      if (changes + events > 0) log().info({ tenantId, changes, events }, 'forgot what was settled with linked systems')
    } catch (error) {
      log().error({ err: error, tenantId }, 'what was settled with linked systems could not be forgotten')
    }
  }
  if (Date.now() >= end) log().warn({}, 'what was settled with linked systems is left for the next night')
}

async function untilNone(purge: (limit: number) => Promise<number>, end: number): Promise<number> {
  for (let all = 0; ;) {
    const gone = Date.now() < end ? await purge(batch) : 0
    all += gone
    if (gone < batch) return all
  }
}
