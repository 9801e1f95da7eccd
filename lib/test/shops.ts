// Shops on a database of their own for a test file, and a back door that row-level security does not bind.
import { inject } from 'vitest'
import pg from 'pg'
import { createCustomerStore } from '@/lib/db/customer-store'
import { type Database, openDatabase, replaceDatabase } from '@/lib/db/client'
import type { Actor, Shop, UseCase } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { stubEnvironment } from './app-environment'
import { createTestDatabase } from './database'

export interface TestShops {
  /** The app's own pool, under the role that row-level security binds. It is also what `database()` gives. */
  database: Database
  /** A superuser's pool on the same database: what is really stored. */
  backDoor: pg.Pool
  appUrl: string
  create(overrides?: Partial<Shop>): Promise<Shop>
  useCase(shop: Shop, overrides?: Partial<Omit<UseCase, 'shop'>>): UseCase
  close(): Promise<void>
}

export const staff: Actor = { kind: 'user', id: 'user-1', name: 'Camille' }

export async function openTestShops(poolSize = 10): Promise<TestShops> {
  const test = await createTestDatabase()
  stubEnvironment(test)
  const superUrl = new URL(inject('testServer').superUrl)
  superUrl.pathname = new URL(test.appUrl).pathname
  const backDoor = new pg.Pool({ connectionString: superUrl.toString(), max: 4 })
  // The database is dropped under connections that are still being closed: without a listener that would end the run.
  backDoor.on('error', () => undefined)
  const database = openDatabase(test.appUrl, poolSize)
  replaceDatabase(database)
  let made = 0
  return {
    database,
    backDoor,
    appUrl: test.appUrl,
    create: async (overrides = {}) => {
      made += 1
      const shop: Shop = {
        id: newId(),
        slug: `boutique-${made}`,
        name: `Boutique ${made}`,
        region: 'FR',
        locale: 'fr',
        currency: 'EUR',
        timezone: 'Europe/Paris',
        ...overrides,
      }
      await backDoor.query(
        'insert into "Tenant" (id, slug, name, region, locale, currency, timezone) values ($1, $2, $3, $4, $5, $6, $7)',
        [shop.id, shop.slug, shop.name, shop.region, shop.locale, shop.currency, shop.timezone],
      )
      return shop
    },
    useCase: (shop, overrides = {}) => {
      const actor = overrides.actor ?? staff
      return { shop, actor, store: createCustomerStore(shop, actor), clock: () => new Date(), ...overrides }
    },
    close: async () => {
      replaceDatabase(undefined)
      await database.close()
      await backDoor.end()
      await test.drop()
    },
  }
}
