// Job `keep-webhooks`: systems that switch off what fails too often are told again where to send their changes.
import 'server-only'
import { systemOf } from '@/lib/crm/factory'
import { listConnectionStates } from '@/lib/db/connection-status-repo'
import { tenantIds } from '@/lib/db/tenant-repo'
import { CrmError } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { keepWebhooksOf } from './keep-webhooks'

/** Links that are in trouble are left for the day when they are well. */
export async function keepWebhooksJob(): Promise<void> {
  for (const tenantId of await tenantIds())
    try {
      for (const { id, status } of await listConnectionStates(tenantId)) if (status === 'connected') await keepOne(tenantId, id)
    } catch (error) {
      log().error({ err: error, tenantId }, 'the webhooks of a shop could not be looked after')
    }
}

async function keepOne(tenantId: string, connectionId: string): Promise<void> {
  try {
    await keepWebhooksOf(await systemOf(tenantId, connectionId, 'background'), connectionId)
  } catch (error) {
    if (!(error instanceof CrmError)) throw error
    log().warn({ tenantId, connectionId, reason: error.reason }, 'the webhooks of a link could not be looked after')
  }
}
