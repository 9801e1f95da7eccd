// The mock's orders, as a linked shop system would tell them.
import { z } from 'zod'
import type { OrderPage, RemoteOrder } from '@/lib/customers/remote-order'
import { readCursor, writeCursor } from './mock-cursor'
import type { MockTenant } from './mock-tenant'

const pageSize = 200

/** Kept under its own id; each time counts as a change, at a moment of its own unless `updatedAt` is given. */
export function putMockOrder(tenant: MockTenant, order: Omit<RemoteOrder, 'updatedAt'>, updatedAt = tenant.now()): void {
  tenant.remoteOrders.set(order.externalId, { order: { ...order, updatedAt }, changed: tenant.nextChange() })
}

export const mockOrder = (tenant: MockTenant, externalId: string): RemoteOrder | null =>
  structuredClone(tenant.remoteOrders.get(externalId)?.order ?? null)

/** Throws `invalid` (path `cursor`). */
export function mockOrdersSince(tenant: MockTenant, cursor: string | null): OrderPage {
  const after = cursor === null ? 0 : readCursor(cursor, z.int().min(0))
  const due = [...tenant.remoteOrders.values()].filter(({ changed }) => changed > after).sort((a, b) => a.changed - b.changed)
  const page = due.slice(0, pageSize)
  return {
    orders: structuredClone(page.map(({ order }) => order)),
    cursor: writeCursor(page.at(-1)?.changed ?? after),
    hasMore: due.length > page.length,
    total: tenant.remoteOrders.size,
  }
}
