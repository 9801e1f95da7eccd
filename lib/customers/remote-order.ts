// An order as a linked shop system tells it: who bought, for how much, and what became of it.
import type { Money } from '@/lib/shared/money'
import type { OrderStatus } from './customer'

/** Who bought. */
export interface RemoteBuyer {
  /** The vendor's customer id, or for a guest `guest:<lower-case e-mail>` or `guest:<E.164 phone>`. */
  externalId: string
  guest: boolean
  firstName: string | null
  lastName: string | null
  /** Lower-case. */
  email: string | null
  /** E.164. */
  phone: string | null
  /** As it was typed. */
  phoneRaw: string | null
}

/** Ids are the vendor's, always as text: some are above 2^53. `refunded` is in the currency of `total`. */
export interface RemoteOrder {
  externalId: string
  /** What people call it (#1001); null: the id. */
  name: string | null
  status: OrderStatus
  total: Money
  refunded: Money
  placedAt: Date
  updatedAt: Date
  /** null: nobody is named, a sale at the till. */
  buyer: RemoteBuyer | null
}

export interface OrderPage {
  orders: RemoteOrder[]
  cursor: string
  hasMore: boolean
  /** Milliseconds before asking again has a point (a bulk export is being made); absent: at once. */
  wait?: number
  /** How many there are in all, where the system says so: for people who wait for a first import. */
  total?: number
}
