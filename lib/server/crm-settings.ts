// The customer systems a shop may see in its settings, from their manifests, with the shop's link to each.
import 'server-only'
import { oauthClientOf } from '@/lib/crm/oauth-client'
import { defaultVendor, findVendor, vendors } from '@/lib/crm/registry'
import type { ConnectField, ConnectWay, VendorManifest } from '@/lib/crm/vendor'
import { capabilityNames, type Capability } from '@/lib/customers/customer-system'
import { listConnectionStates } from '@/lib/db/connection-status-repo'
import { listStreamProgress } from '@/lib/db/source-stream-repo'
import { env } from '@/lib/shared/env'
import { type ConnectionView, connectionView } from './connection-view'
import type { DashboardContext } from './context'
import { messageText } from './message-text'

export type { ConnectionView } from './connection-view'

export interface CrmCard {
  id: string
  label: string
  /** One sentence in the reader's language; null when the manifest names none. */
  summary: string | null
  /** What a person should know before choosing, in the reader's language. */
  caveats: string[]
  can: Capability[]
  cannot: Capability[]
  ways: ConnectWay[]
  /** Fields of each way (`way` null: of every way) with texts in the reader's language. */
  fields: {
    name: string
    kind: ConnectField['kind']
    required: boolean
    label: string
    hint: string | null
    way: ConnectWay | null
  }[]
  /** False: the operator set no client id and secret, and the button to the consent page cannot work. */
  oauthReady: boolean
  connection: ConnectionView | null
  isCurrent: boolean
  /** Not offered to shops: seen only where the product is built. */
  isForDevelopment: boolean
}

/** The current one first. A system for development shows only outside production, unless the shop is linked to it. */
export async function crmSettings(context: DashboardContext): Promise<CrmCard[]> {
  const { shop } = context
  const mayWrite = context.can('settings:write')
  const [states, streams, text] = await Promise.all([listConnectionStates(shop.id), listStreamProgress(shop.id), messageText()])
  const primary = states.find(({ role }) => role === 'primary')
  const current = (primary === undefined ? null : findVendor(primary.vendor)) ?? defaultVendor
  const shown = vendors
    .map((vendor) => ({ vendor, state: states.find((state) => findVendor(state.vendor)?.id === vendor.id) }))
    .filter(({ vendor, state }) => vendor.audience === 'shops' || env().NODE_ENV !== 'production' || state !== undefined)
  const cards = await Promise.all(
    shown.map(async ({ vendor, state }): Promise<CrmCard> => ({
      ...words(vendor, text),
      connection:
        state === undefined
          ? null
          : await connectionView(
              shop.id,
              vendor,
              state,
              streams.filter(({ connectionId }) => connectionId === state.id),
              mayWrite,
            ),
      isCurrent: vendor.id === current.id,
    })),
  )
  return cards.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent))
}

function words(
  { id, label, summaryKey, caveatKeys, capabilities, ways, connectFields, oauth, audience }: VendorManifest,
  text: (key: string) => string | null,
): Omit<CrmCard, 'connection' | 'isCurrent'> {
  return {
    id,
    label,
    summary: text(summaryKey),
    caveats: caveatKeys.flatMap((key) => text(key) ?? []),
    can: capabilityNames.filter((name) => capabilities[name]),
    cannot: capabilityNames.filter((name) => !capabilities[name]),
    ways: [...ways],
    fields: connectFields.map(({ name, kind, required, labelKey, hintKey, way }) => ({
      name,
      kind,
      required,
      label: text(labelKey) ?? name,
      hint: hintKey === undefined ? null : text(hintKey),
      way: way ?? null,
    })),
    oauthReady: oauth !== null && oauthClientOf(id) !== null,
    isForDevelopment: audience === 'development',
  }
}
