// The customer systems a shop may see in its settings, from their manifests, and which one it has now.
import 'server-only'
import { defaultVendor, findVendor, vendors } from '@/lib/crm/registry'
import { capabilityNames, type Capability } from '@/lib/customers/customer-system'
import { findPrimaryConnection } from '@/lib/db/connection-repo'
import { env } from '@/lib/shared/env'
import type { DashboardContext } from './context'
import { messageText } from './message-text'

export interface CrmCard {
  id: string
  label: string
  /** One sentence in the reader's language; null when the manifest names none. */
  summary: string | null
  can: Capability[]
  cannot: Capability[]
  isCurrent: boolean
  /** Not offered to shops: seen only where the product is built. */
  isForDevelopment: boolean
}

/** The current one first. A system for development shows only outside production, unless the shop has it. */
export async function crmSettings({ shop }: DashboardContext): Promise<CrmCard[]> {
  const [connection, text] = await Promise.all([findPrimaryConnection(shop.id), messageText()])
  const current = (connection === null ? null : findVendor(connection.vendor)) ?? defaultVendor
  return vendors
    .filter(({ id, audience }) => audience === 'shops' || env().NODE_ENV !== 'production' || id === current.id)
    .map(({ id, label, summaryKey, capabilities, audience }) => ({
      id,
      label,
      summary: text(summaryKey),
      can: capabilityNames.filter((name) => capabilities[name]),
      cannot: capabilityNames.filter((name) => !capabilities[name]),
      isCurrent: id === current.id,
      isForDevelopment: audience === 'development',
    }))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent))
}
