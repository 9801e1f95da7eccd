// Links a shop to a customer system: what is given is checked against the vendor's manifest before anything is kept.
import 'server-only'
import { defaultVendor, findVendor, vendors } from '@/lib/crm/registry'
import type { VendorManifest } from '@/lib/crm/vendor'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { type ConnectionRole, createConnection } from '@/lib/db/connection-repo'
import { CrmError, type FieldIssue } from '@/lib/shared/errors'

/** The systems that need a link. Coccinelle itself does not. */
export const linkable: readonly VendorManifest[] = vendors.filter(({ id }) => id !== defaultVendor.id)

/**
 * `fields` are the manifest's connect fields by name. Throws `unsupported` for an unknown vendor or one that needs no
 * link, `invalid` with an issue a field, `conflict` `primary_taken`.
 */
export async function connectSystem(
  shop: Shop,
  actor: Actor,
  input: { vendor: string; role: ConnectionRole; label: string | null; fields: Readonly<Record<string, string>> },
): Promise<{ id: string; vendor: string }> {
  const vendor = linkable.find(({ id }) => id === findVendor(input.vendor)?.id)
  if (vendor === undefined)
    throw new CrmError('unsupported', `Nothing to link: ${input.vendor}`, {
      reason: 'system_unknown',
      params: { system: input.vendor, available: linkable.map(({ id }) => id).join(', ') },
    })
  const credentials = Object.fromEntries(Object.entries(input.fields).map(([name, value]) => [name, value.trim()]))
  const issues = refusedFields(vendor, credentials)
  if (issues.length > 0) throw new CrmError('invalid', 'The fields are not those of the system', { issues })
  // Nothing is sent: the vendor's own schema reads them.
  vendor.create({ ...credentials, tenantId: shop.id }, {})
  const { id } = await createConnection(shop, actor, {
    vendor: vendor.id,
    role: input.role,
    label: input.label,
    credentials,
    settings: {},
  })
  return { id, vendor: vendor.id }
}

function refusedFields({ connectFields }: VendorManifest, given: Record<string, string>): FieldIssue[] {
  const missing = connectFields.filter(({ name, required }) => required && (given[name] ?? '') === '')
  const unknown = Object.keys(given).filter((name) => !connectFields.some((field) => field.name === name))
  return [
    ...missing.map(({ name }): FieldIssue => ({ path: [name], reason: 'required' })),
    ...unknown.map((name): FieldIssue => ({ path: [name], reason: 'unknown_field' })),
  ]
}
