// Job `check-connections`: every link is tried, what cannot come back is forgotten, and owners hear of links that need them.
import 'server-only'
import { systemOf } from '@/lib/crm/factory'
import { listConnectionsToTest, recordOutcome } from '@/lib/db/connection-status-repo'
import { pruneOAuthStates } from '@/lib/db/oauth-state-repo'
import { tenantIds } from '@/lib/db/tenant-repo'
import { CrmError } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { noticeTroubles } from './connection-notice'
import { testSystem } from './test-system'

/** Minutes for which a success in passing stands for a test. */
const seenWell = 5
/** Shops tried side by side, and milliseconds after which the rest waits for the next run. */
const abreast = 4
const longest = 8 * 60_000

/** A shop whose links fail, hang or cannot be read keeps nobody else's waiting: each is tried on its own. */
export async function checkConnectionsJob(): Promise<void> {
  const end = Date.now() + longest
  // In another order each time, so that a run cut short is not always short of the same shops.
  const waiting = (await tenantIds()).map((id) => ({ id, order: Math.random() })).sort((a, b) => a.order - b.order)
  const checkNext = async (): Promise<void> => {
    for (let shop = waiting.pop(); shop !== undefined && Date.now() < end; shop = waiting.pop()) await checkShop(shop.id, end)
  }
  await Promise.all(Array.from({ length: abreast }, checkNext))
  if (waiting.length > 0) log().warn({ shops: waiting.length }, 'links were left for the next check')
}

async function checkShop(tenantId: string, end: number): Promise<void> {
  try {
    await pruneOAuthStates(tenantId)
    for (const { id } of await listConnectionsToTest(tenantId, seenWell)) if (Date.now() < end) await checkLink(tenantId, id)
    await noticeTroubles(tenantId)
  } catch (error) {
    log().error({ err: error, tenantId }, 'the links of a shop could not be checked')
  }
}

async function checkLink(tenantId: string, connectionId: string): Promise<void> {
  try {
    const trouble = await testSystem(await systemOf(tenantId, connectionId, 'background')).catch((error: unknown) => {
      if (error instanceof CrmError) return error
      throw error
    })
    await recordOutcome(tenantId, connectionId, trouble ?? 'ok', 'test')
  } catch (error) {
    if (error instanceof CrmError && error.code !== 'not_found') await recordOutcome(tenantId, connectionId, error, 'test')
    else if (!(error instanceof CrmError)) log().error({ err: error, tenantId, connectionId }, 'a link could not be tried')
  }
}
