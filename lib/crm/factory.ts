// From a shop's configuration to the systems that serve it.
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { parseInput } from '@/lib/customers/parse-input'
import type { Shop } from '@/lib/customers/use-case'
import { grantOf, isByConsent } from '@/lib/db/connection-credentials'
import { grantStore } from '@/lib/db/connection-grant-repo'
import { type OpenConnection, openConnection, openPrimaryConnection } from '@/lib/db/connection-repo'
import { findShop } from '@/lib/db/tenant-repo'
import { CrmError, notFound } from '@/lib/shared/errors'
import type { Access } from './access'
import type { Priority } from './http'
import { leasedAccess } from './leased-access'
import { refreshGrant } from './oauth'
import { needOAuthClient } from './oauth-client'
import { defaultVendor, findVendor, vendors } from './registry'
import type { VendorManifest } from './vendor'

const configSchema = z.object({
  tenantId: z.string().trim().min(1).max(100),
  customers: z
    .object({
      type: z.string(),
      enabled: z.boolean(),
      credentials: z.record(z.string(), z.unknown()).default({}),
      options: z.record(z.string(), z.unknown()).default({}),
    })
    .optional(),
})
export type IntegrationConfig = z.input<typeof configSchema>

export interface TenantSystems {
  /** Null when the configuration leaves the customer system out or turns it off. */
  customers: CustomerSystem | null
}

/** The vendor of a configuration's `type`. Throws `unsupported` and names what there is. */
function vendorOf(type: string): VendorManifest {
  const vendor = findVendor(type)
  if (vendor !== null) return vendor
  const available = vendors.map(({ id }) => id).join(', ')
  throw new CrmError('unsupported', `No customer system "${type}"; there is ${available}`, {
    reason: 'system_unknown',
    params: { system: type, available },
  })
}

export const IntegrationFactory = {
  /**
   * Throws `unsupported` for an unknown type, `invalid` for credentials the vendor refuses or that name another tenant
   * than the configuration. Nothing is connected before the first call of a method.
   */
  async createAllSystems(config: IntegrationConfig): Promise<TenantSystems> {
    const { tenantId, customers } = parseInput(configSchema, config)
    if (customers === undefined || !customers.enabled) return { customers: null }
    const vendor = vendorOf(customers.type)
    const named = customers.credentials.tenantId
    if (named !== undefined && named !== tenantId)
      throw new CrmError('invalid', 'The credentials name another tenant', {
        issues: [{ path: ['customers', 'credentials', 'tenantId'], reason: 'tenant_differs' }],
      })
    return { customers: vendor.create({ ...customers.credentials, tenantId }, customers.options) }
  },
}

/**
 * The systems of a shop, by its primary connection; a shop without one has its customers in Coccinelle.
 * @param tenantRef the shop's id or slug. Throws `not_found` (`tenant_not_found`) or `unsupported`.
 */
export async function getTenantSystems(tenantRef: string, priority: Priority = 'interactive'): Promise<TenantSystems> {
  const shop = await findShop(tenantRef)
  if (shop === null) throw notFound('tenant')
  const connection = await openPrimaryConnection(shop.id)
  const customers =
    connection === null ? defaultVendor.create({ tenantId: shop.id }, {}) : openSystem(shop, connection, { priority })
  return { customers }
}

/**
 * The system behind one link of a shop. `insistent`: a person asked to try although the grant has ended.
 * Throws `not_found` for an unknown, unlinked or foreign id, `unsupported` for a vendor that this version does not know,
 * `unavailable` (`secret_unreadable`).
 */
export async function systemOf(
  tenantId: string,
  connectionId: string,
  priority: Priority,
  { insistent = false }: { insistent?: boolean } = {},
): Promise<CustomerSystem> {
  const [shop, connection] = await Promise.all([findShop(tenantId), openConnection(tenantId, connectionId)])
  if (shop === null || connection === null) throw notFound('connection')
  return openSystem(shop, connection, { priority, insistent })
}

/** A link whose credentials hold no token lets itself in: there is nothing to renew. */
function openSystem(
  shop: Shop,
  { id, vendor: type, credentials, settings }: OpenConnection,
  { priority, insistent = false }: { priority: Priority; insistent?: boolean },
): CustomerSystem {
  const vendor = vendorOf(type)
  const { id: tenantId, region, locale, currency } = shop
  const options = { region, locale, currency, ...settings }
  if (grantOf(credentials) === null) return vendor.create({ ...credentials, tenantId }, options)
  const access = connectionAccess(tenantId, id, vendor, insistent)
  // A grant by consent is the services' alone: the adapter never sees its refresh token.
  return vendor.create({ ...(isByConsent(credentials) ? {} : credentials), tenantId }, options, {
    access,
    account: id,
    priority,
  })
}

const accesses = new Map<string, Access>()
const mostAccesses = 2_000
const processName = randomUUID()

/** One object a link and process, so that all its callers share one exchange. */
function connectionAccess(tenantId: string, connectionId: string, vendor: VendorManifest, insistent: boolean): Access {
  const key = `${tenantId} ${connectionId}`
  const known = insistent ? undefined : accesses.get(key)
  if (known !== undefined) return known
  const made = leasedAccess({
    store: grantStore(tenantId, connectionId),
    owner: insistent ? randomUUID() : processName,
    insistent,
    exchange: async (held) => {
      if (vendor.oauth === null) throw new CrmError('auth_expired', `${vendor.id} has no consent page`)
      return refreshGrant(vendor.oauth, needOAuthClient(vendor.id), held)
    },
  })
  if (insistent) return made
  const [oldest] = accesses.keys()
  if (accesses.size >= mostAccesses && oldest !== undefined) accesses.delete(oldest)
  accesses.set(key, made)
  return made
}
