// From a shop's configuration to the systems that serve it.
import { z } from 'zod'
import type { CustomerSystem } from '@/lib/customers/customer-system'
import { parseInput } from '@/lib/customers/parse-input'
import { openPrimaryConnection } from '@/lib/db/connection-repo'
import { findShop } from '@/lib/db/tenant-repo'
import { CrmError, notFound } from '@/lib/shared/errors'
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
export async function getTenantSystems(tenantRef: string): Promise<TenantSystems> {
  const shop = await findShop(tenantRef)
  if (shop === null) throw notFound('tenant')
  const connection = await openPrimaryConnection(shop.id)
  return IntegrationFactory.createAllSystems({
    tenantId: shop.id,
    customers: {
      type: connection?.vendor ?? defaultVendor.id,
      enabled: true,
      credentials: connection?.credentials ?? {},
      options: connection?.settings ?? {},
    },
  })
}
