// The product's own customer store on a bench shop, connected as whoever the address says.
import { createCustomerStore } from '@/lib/db/customer-store'
import { type Database, openDatabase, replaceDatabase } from '@/lib/db/client'
import type { CustomerStore } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'

export const shopOf = ({ id, slug }: { id: string; slug: string }): Shop => ({
  id,
  slug,
  name: slug,
  region: 'FR',
  locale: 'fr',
  currency: 'EUR',
  timezone: 'Europe/Paris',
})

/** The store of a shop; it uses whatever database was last put in place with `replaceDatabase`. */
export const storeOf = (shop: { id: string; slug: string }): CustomerStore =>
  createCustomerStore(shopOf(shop), { kind: 'system', id: null, name: 'bench' })

/** Opens a database of one connection: what is measured is a query, not the queue in front of it. */
export const connectAs = (url: string): Database => openDatabase(url, 1)

/** Runs `work` on this database instead of the present one. */
export async function on<T>(database: Database, work: () => Promise<T>): Promise<T> {
  replaceDatabase(database)
  return work()
}
