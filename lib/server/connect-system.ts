// Links a shop to a customer system by what a person pastes: checked by the manifest, tried at the vendor, then kept.
import 'server-only'
import { defaultVendor, findVendor, vendors } from '@/lib/crm/registry'
import type { VendorManifest } from '@/lib/crm/vendor'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { tellsAccount } from '@/lib/customers/tells-account'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { type ConnectionRole, createConnection, type LinkedAccount, renewConnection } from '@/lib/db/connection-repo'
import { CrmError, type FieldIssue } from '@/lib/shared/errors'
import { testSystem } from './test-system'

/** The systems that need a link. Coccinelle itself does not. */
export const linkable: readonly VendorManifest[] = vendors.filter(({ id }) => id !== defaultVendor.id)

/** Throws `unsupported` (`system_unknown`) for a vendor that is unknown or needs no link. */
export function linkableVendor(type: string): VendorManifest {
  const vendor = linkable.find(({ id }) => id === findVendor(type)?.id)
  if (vendor !== undefined) return vendor
  throw new CrmError('unsupported', 'Nothing to link', {
    reason: 'system_unknown',
    params: { system: type, available: linkable.map(({ id }) => id).join(', ') },
  })
}

export interface PastedLink {
  vendor: string
  role: ConnectionRole
  label: string | null
  /** The manifest's connect fields by name. */
  fields: Readonly<Record<string, string>>
  /** The link of this shop to renew instead of a new one. */
  renews?: string | undefined
  /** Refused (`already_linked`) when the shop has a link to the vendor. */
  isOnly?: boolean
  /** What to be when another system is the primary one already: refused without. */
  otherwise?: 'source'
  /** False: kept without asking the vendor, for a place that cannot reach it. */
  isTried?: boolean
}

/**
 * Throws `unsupported` for an unknown vendor or one that needs no link, `invalid` with an issue a field, what the vendor
 * answered to the test (`forbidden` `token_not_accepted` when it does not let us in), `conflict` (`primary_taken`,
 * `other_account` for a key of another account than the link's).
 */
export async function connectSystem(shop: Shop, actor: Actor, input: PastedLink): Promise<{ id: string; vendor: string }> {
  const vendor = linkableVendor(input.vendor)
  const credentials = Object.fromEntries(
    Object.entries(input.fields)
      .map(([name, value]): [string, string] => [name, value.trim()])
      .filter(([, value]) => value !== ''),
  )
  const issues = refusedFields(vendor, credentials)
  if (issues.length > 0) throw new CrmError('invalid', 'The fields are not those of the system', { issues })
  // The vendor's own schema reads them.
  const system = vendor.create({ ...credentials, tenantId: shop.id }, {})
  const isTried = input.isTried !== false
  if (isTried) {
    const trouble = await testSystem(system)
    if (trouble?.code === 'auth_expired')
      throw new CrmError('forbidden', `${vendor.label} does not accept the key`, {
        reason: 'token_not_accepted',
        params: { system: vendor.label },
      })
    if (trouble !== null) throw trouble
  }
  const account = isTried ? await accountOf(system) : undefined
  if (input.renews !== undefined) {
    await renewConnection(shop, actor, input.renews, { credentials, preparesFields: true, account })
    return { id: input.renews, vendor: vendor.id }
  }
  const { id } = await createConnection(shop, actor, {
    vendor: vendor.id,
    role: input.role,
    label: input.label,
    credentials,
    settings: {},
    account,
    isTried,
    preparesFields: true,
    bringsIn: vendor.capabilities.orders,
    isOnly: input.isOnly === true,
    ...(input.otherwise === undefined ? {} : { otherwise: input.otherwise }),
    withWebhookSecret: vendor.webhook?.secret === 'connection',
  })
  return { id, vendor: vendor.id }
}

/**
 * Without it nothing finds the link when the vendor speaks of the account, and a key of another account would pass for a new
 * one of this; but a key that lets us in and may not say whose it is opens the same customers.
 */
async function accountOf(system: CustomerSystem): Promise<LinkedAccount | undefined> {
  if (!tellsAccount(system)) return undefined
  const told = await system.readAccount().catch((error: unknown) => {
    if (error instanceof CrmError) return null
    throw error
  })
  return told === null ? undefined : { ...told, scopes: [] }
}

function refusedFields({ connectFields }: VendorManifest, given: Record<string, string>): FieldIssue[] {
  const asked = connectFields.filter(({ way }) => way === undefined || way === 'token')
  const missing = asked.filter(({ name, required }) => required && (given[name] ?? '') === '')
  const unknown = Object.keys(given).filter((name) => !asked.some((field) => field.name === name))
  return [
    ...missing.map(({ name }): FieldIssue => ({ path: [name], reason: 'required' })),
    ...unknown.map((name): FieldIssue => ({ path: [name], reason: 'unknown_field' })),
  ]
}
