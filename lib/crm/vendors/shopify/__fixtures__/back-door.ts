// What the fake really keeps, for the contract: its memory, not the adapter's word.
import type { NewOrder } from '@/lib/customers/customer'
import { tagKey } from '@/lib/customers/tag-key'
import { fractionDigits, type Money } from '@/lib/shared/money'
import { z } from 'zod'
import type { BackDoor, KeptCustomer, OrderBackDoor, SeededOrder } from '../../../contract/world'
import type { FakeOrder, FakeShop } from './fake-shop'
import type { ShopifyFake } from './shopify-fake'

const dataSchema = z
  .object({
    preferredChannel: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    consents: z.array(z.object({ channel: z.enum(['sms', 'whatsapp', 'email', 'phone']), state: z.string(), source: z.string() })),
  })
  .partial()

const decimal = ({ amount, currency }: Money): string => (amount / 10 ** fractionDigits(currency)).toFixed(fractionDigits(currency))

function stateOf(status: SeededOrder['status'], refunded: Money | undefined, at: number): Partial<FakeOrder> {
  const partly = (refunded?.amount ?? 0) > 0 ? 'PARTIALLY_REFUNDED' : 'PAID'
  switch (status) {
    case 'cancelled':
      return { financial: 'VOIDED', cancelledAt: at }
    case 'refunded':
      return { financial: 'REFUNDED' }
    case 'pending':
      return { financial: 'PENDING' }
    case 'fulfilled':
      return { financial: partly, fulfillment: 'FULFILLED' }
    case 'partially_fulfilled':
      return { financial: partly, fulfillment: 'PARTIALLY_FULFILLED' }
    default:
      return { financial: partly }
  }
}

const orderDoor = (shop: FakeShop): OrderBackDoor => ({
  add: async ({ name, status, total, refunded, placedAt, buyer }) => {
    const who = buyer === null ? {} : buyer.kind === 'registered' ? { customerId: buyer.customerId } : { email: buyer.email, phone: buyer.phone, firstName: buyer.firstName, lastName: buyer.lastName }
    return shop.addOrder({
      ...(name === undefined ? {} : { name }),
      ...stateOf(status, refunded, placedAt.getTime()),
      ...who,
      total: decimal(total),
      refunded: decimal(refunded ?? { amount: 0, currency: total.currency }),
      currency: total.currency,
      processedAt: placedAt.getTime(),
    }).id
  },
  change: async (id, { status, refunded }) => {
    const order = shop.orders.get(id)
    if (order === undefined) throw new Error('no such order')
    const at = shop.tick()
    if (refunded !== undefined) Object.assign(order, { refunded: decimal(refunded), financial: 'PARTIALLY_REFUNDED' })
    if (status !== undefined) Object.assign(order, stateOf(status, refunded, at))
    order.updatedAt = at
  },
  remove: async (id) => void shop.orders.delete(id),
  seedAlike: async (count) => {
    const at = shop.tick()
    return Array.from({ length: count }, () => shop.addOrder({ total: '12.00' }, at).id)
  },
})

export const backDoorOf = (fake: ShopifyFake, shop: FakeShop): BackDoor => ({
  read: async (id): Promise<KeptCustomer | null> => {
    shop.settle()
    const one = shop.customers.get(id)
    if (one === undefined) return null
    const data = dataSchema.parse(JSON.parse(one.metafields.get('coccinelle.data')?.value ?? '{}'))
    const loyalty = one.metafields.get('custom.loyalty')?.value
    const segment = one.tags.find((tag) => tag.startsWith('segment:'))
    return {
      firstName: one.firstName,
      lastName: one.lastName,
      phone: one.phone,
      email: one.email,
      preferredChannel: data.preferredChannel ?? null,
      language: one.locale,
      segment: segment?.slice('segment:'.length) ?? null,
      tags: one.tags.filter((tag) => !tag.startsWith('segment:')).sort((a, b) => (tagKey(a) < tagKey(b) ? -1 : 1)),
      metadata: { ...data.metadata, ...(loyalty === undefined ? {} : { loyalty }) },
      deleted: one.deletedAt !== null,
      notes: [],
      activities: [],
      consents: data.consents ?? [],
    }
  },
  countLive: async () => shop.allLive().length,
  setForeignField: async (id, key, value) => {
    const one = shop.live(id)
    if (one === null) return
    one.metafields.set(`custom.${key}`, { type: 'single_line_text_field', value })
    shop.touch(one)
  },
  seedAlike: async (count) => {
    const at = shop.tick()
    return Array.from({ length: count }, (_, index) => shop.addCustomer({ firstName: `S${index}` }, at).id)
  },
  addOrder: async (customerId: string, { status, total, refunded, placedAt }: NewOrder) => {
    await orderDoor(shop).add({ status, total, ...(refunded === undefined ? {} : { refunded }), placedAt: new Date(placedAt), buyer: { kind: 'registered', customerId } })
  },
  orders: orderDoor(shop),
  breakDown: async () => fake.fail({ answer: 503 }, 10_000),
})
