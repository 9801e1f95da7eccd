// Job `prepare-connection`: a system that was just linked gets the fields that the product needs, and is told where to send changes.
import 'server-only'
import { systemOf } from '@/lib/crm/factory'
import { hasFieldCatalogue } from '@/lib/customers/field-catalogue'
import { recordOutcome } from '@/lib/db/connection-status-repo'
import { CrmError } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { keepWebhooksOf } from './keep-webhooks'

/** Failures that pass are tried again by the queue; for the others the mapping screen says what is missing. */
export async function prepareConnectionJob({
  tenantId,
  connectionId,
}: {
  tenantId: string
  connectionId: string
}): Promise<void> {
  try {
    const system = await systemOf(tenantId, connectionId, 'background')
    await keepWebhooksOf(system, connectionId)
    if (!hasFieldCatalogue(system)) return
    const missing = await system.prepare()
    await recordOutcome(tenantId, connectionId, 'ok')
    if (missing.length > 0)
      log().info({ tenantId, connectionId, missing: missing.length }, 'fields are missing in a linked system')
  } catch (error) {
    if (!(error instanceof CrmError)) throw error
    // Unlinked meanwhile.
    if (error.code === 'not_found') return
    await recordOutcome(tenantId, connectionId, error)
    if (error.code === 'unavailable' || error.code === 'rate_limited') throw error
    log().warn({ tenantId, connectionId, reason: error.reason }, 'a linked system could not be prepared')
  }
}
