// Systems that have to be told where to send their changes: with the link, again every day, and told to stop when it goes.
import 'server-only'
import { findVendor } from '@/lib/crm/registry'
import type { VendorManifest } from '@/lib/crm/vendor'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { keepsWebhooks } from '@/lib/customers/keeps-webhooks'
import type { Credentials } from '@/lib/db/connection-credentials'
import { hookedConnection } from '@/lib/db/crm-event-repo'
import { env } from '@/lib/shared/env'
import { log } from '@/lib/shared/log'

const addressOf = (vendor: string, connectionId: string): string => `${env().APP_URL}/api/webhooks/crm/${vendor}/${connectionId}`

/** Does nothing for a system that needs none, and for a link that is gone. Throws what the system throws. */
export async function keepWebhooksOf(system: CustomerSystem, connectionId: string): Promise<void> {
  if (!keepsWebhooks(system)) return
  const connection = await hookedConnection(connectionId)
  const [secret] = connection?.secrets ?? []
  if (connection === null || secret === undefined) return
  const { made, mended } = await system.keepWebhooks({ url: addressOf(connection.vendor, connectionId), secret })
  if (made + mended > 0) log().info({ vendor: connection.vendor, connectionId, made, mended }, 'webhooks of a linked system')
}

/** For a link that is gone already. Never throws: what stays there is refused here from now on. */
export async function dropWebhooks(type: string, connectionId: string, credentials: Credentials | null): Promise<void> {
  const vendor = findVendor(type)
  const system = vendor === null || credentials === null ? null : opened(vendor, credentials)
  if (vendor === null || system === null || !keepsWebhooks(system)) return
  await system.removeWebhooks(addressOf(vendor.id, connectionId)).catch((error: unknown) => {
    log().warn({ err: error, vendor: vendor.id, connectionId }, 'webhooks stay in a system that is linked no more')
  })
}

/** Null: these do not open it without the services of a link. */
function opened(vendor: VendorManifest, credentials: Credentials): CustomerSystem | null {
  try {
    return vendor.create(credentials, {})
  } catch {
    return null
  }
}
