// What people call a linked system.
import 'server-only'
import { findVendor } from '@/lib/crm/registry'

/** The vendor's id itself for one that this release does not know. */
export const systemLabel = (vendor: string): string => findVendor(vendor)?.label ?? vendor
