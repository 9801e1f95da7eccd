// Every customer system, one line each.
import { hubspot } from './vendors/hubspot'
import { mock } from './vendors/mock'
import { native } from './vendors/native'
import { salesforce } from './vendors/salesforce'
import { shopify } from './vendors/shopify'
import { woocommerce } from './vendors/woocommerce'
import type { VendorManifest, VendorRegistry } from './vendor'

export const vendorIds = ['coccinelle-native', 'hubspot', 'mock', 'salesforce', 'shopify', 'woocommerce'] as const
export type VendorId = (typeof vendorIds)[number]

const registry: VendorRegistry<VendorId> = {
  'coccinelle-native': native,
  hubspot,
  mock,
  salesforce,
  shopify,
  woocommerce,
}

export const vendors: readonly VendorManifest<VendorId>[] = Object.values(registry)

/** What a shop has that connected no other system. */
export const defaultVendor: VendorManifest<VendorId> = native

/** The manifest with this id or alias, or null. */
export const findVendor = (type: string): VendorManifest<VendorId> | null =>
  vendors.find((vendor) => vendor.id === type || vendor.aliases.includes(type)) ?? null
