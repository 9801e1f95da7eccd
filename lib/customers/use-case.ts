// What every use case is given: which shop, who asks, the mirror, the time.
import type { Clock } from '@/lib/shared/clock'
import type { CustomerStore } from './customer-store'

/** The shop. `region` (ISO 3166) reads phone numbers, `currency` is ISO 4217, `locale` `fr` or `en`. */
export interface Shop {
  id: string
  slug: string
  name: string
  region: string
  locale: string
  currency: string
  timezone: string
}

export interface Actor {
  /** `customer`: the person himself, by his preference link. */
  kind: 'user' | 'api-key' | 'channel' | 'customer' | 'system'
  id: string | null
  name: string
}

export interface UseCase {
  shop: Shop
  actor: Actor
  store: CustomerStore
  clock: Clock
}
