// The shop side of the mock's orders: what a till or a web shop would do, without the port.
import type { RemoteBuyer } from '@/lib/customers/remote-order'
import { newId } from '@/lib/shared/ids'
import { putMockOrder } from '../vendors/mock/mock-orders'
import type { MockTenant } from '../vendors/mock/mock-tenant'
import type { OrderBackDoor, SeededBuyer, SeededOrder } from './world'

export const mockOrderDoor = (tenant: MockTenant): OrderBackDoor => ({
  add: async (order) => {
    const id = newId()
    putMockOrder(tenant, remoteOrder(tenant, id, order))
    return id
  },
  change: async (id, patch) => {
    const kept = tenant.remoteOrders.get(id)
    if (kept === undefined) throw new Error('no such order')
    putMockOrder(tenant, { ...kept.order, ...patch })
  },
  remove: async (id) => {
    tenant.remoteOrders.delete(id)
  },
  seedAlike: async (count) => {
    const at = tenant.now()
    return Array.from({ length: count }, (_, index) => {
      const id = newId()
      const total = { amount: 1_000 + index, currency: 'EUR' }
      putMockOrder(tenant, remoteOrder(tenant, id, { status: 'paid', total, placedAt: at, buyer: null }), at)
      return id
    })
  },
})

const remoteOrder = (tenant: MockTenant, externalId: string, { name, refunded, buyer, ...order }: SeededOrder) => ({
  ...order,
  externalId,
  name: name ?? null,
  refunded: refunded ?? { amount: 0, currency: order.total.currency },
  buyer: buyer === null ? null : remoteBuyer(tenant, buyer),
})

function remoteBuyer(tenant: MockTenant, buyer: SeededBuyer): RemoteBuyer {
  if (buyer.kind === 'guest') {
    const { firstName, lastName, phone } = buyer
    const email = buyer.email?.toLowerCase() ?? null
    return { externalId: `guest:${email ?? phone ?? ''}`, guest: true, firstName, lastName, email, phone, phoneRaw: phone }
  }
  const { firstName, lastName, email, phone } = tenant.view(tenant.live(buyer.customerId))
  return { externalId: buyer.customerId, guest: false, firstName, lastName, email, phone, phoneRaw: phone }
}
