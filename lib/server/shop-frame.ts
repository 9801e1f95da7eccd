// What the frame says of the shop, once a request: troubled links for the line above every page, and what waits in each place.
import 'server-only'
import { cache } from 'react'
import { findVendor } from '@/lib/crm/registry'
import { readShopFrame } from '@/lib/db/shop-frame-repo'
import type { ConnectionStatus } from './connection-view'
import type { DashboardContext } from './context'

/** Beyond it a person reads "99+". */
const most = 100

export interface TroubledConnection {
  id: string
  vendor: string
  label: string
  status: ConnectionStatus
  reason: string | null
}

export interface ShopFrame {
  /** Links that wait for a person, or have been in trouble for more than an hour. */
  troubled: TroubledConnection[]
  /** Customers whose message nobody has answered, and pairs to decide about. */
  waiting: number
  duplicates: number
}

export const shopFrame = cache(async ({ shop }: DashboardContext): Promise<ShopFrame> => {
  const { troubled, ...counts } = await readShopFrame(shop.id, most)
  return {
    ...counts,
    troubled: troubled.map(({ id, vendor, status, reason }) => ({
      id,
      vendor,
      label: findVendor(vendor)?.label ?? vendor,
      status: status === 'reconnect_needed' ? 'reconnect_needed' : 'error',
      reason,
    })),
  }
})

/** As a list's heading says it. */
export const duplicateCount = ({ duplicates }: ShopFrame): { count: number; capped: boolean } => ({
  count: duplicates,
  capped: duplicates >= most,
})
