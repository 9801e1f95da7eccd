// A few people and purchases for the shop of the sandbox: accounts, a guest, a refund, a cancelled order.
import { refundOrder } from './fake-orders'
import type { FakeShop } from './fake-shop'

const day = 86_400_000

export function fillWooShop(shop: FakeShop): void {
  const at = (days: number) => shop.now() - days * day
  const people = [
    ['Jeanne', 'Durand', '06 39 98 10 01'],
    ['Karim', 'Benali', '0639981002'],
    ['Élise', 'Lefèvre', '+33 6 39 98 10 03'],
  ].map(([first_name = '', last_name = '', phone = ''], index) => {
    const email = `${last_name.normalize('NFKD').replace(/[^a-z]/gi, '').toLowerCase()}@example.org`
    return shop.addCustomer({ email, first_name, last_name, billing: { first_name, last_name, phone, email }, createdAt: at(90 - index), modifiedAt: at(10) })
  })
  const guest = { first_name: 'Ana', last_name: 'Petit', email: 'ana.petit@example.org', phone: '06.39.98.10.04' }
  for (const [index, one] of people.entries())
    shop.addOrder({ customer_id: one.id, billing: one.billing, status: 'completed', total: `${49 + 20 * index}.90`, createdAt: at(30 - index), modifiedAt: at(29 - index) })
  const bought = shop.addOrder({ billing: guest, total: '120.00', createdAt: at(12), modifiedAt: at(12) })
  refundOrder(shop, bought.id, '20.00')
  shop.addOrder({ billing: guest, status: 'cancelled', total: '35.00', createdAt: at(5), modifiedAt: at(4), paidAt: null })
}
