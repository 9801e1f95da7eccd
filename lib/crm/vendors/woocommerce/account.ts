// One shop as the rest of this folder uses it: the client, what is mapped, and who is being worked on.
import { CrmError, notFound, unsupported } from '@/lib/shared/errors'
import { Turns } from '../../turns'
import type { WooClient } from './client'
import { isGuestId, type ShopContext } from './person'
import type { WooCustomer } from './schema'

/** Of all shops that are open in this process, also of one that is open twice. */
const turns = new Turns()

const isId = (id: string): boolean => /^[1-9]\d{0,14}$/.test(id)

export class WooAccount {
  readonly name: string
  readonly client: WooClient
  readonly shop: ShopContext

  constructor(name: string, client: WooClient, shop: ShopContext) {
    this.name = name
    this.client = client
    this.shop = shop
  }

  /** The account with exactly this id; null for a missing one. */
  async find(id: string): Promise<WooCustomer | null> {
    return isId(id) ? this.client.customer(id) : null
  }

  /** As `find`. Throws `not_found`, and `unsupported` for a guest: there is no account that could be written. */
  async need(id: string): Promise<WooCustomer> {
    if (isGuestId(id)) throw unsupported('woocommerce', 'guests')
    const customer = await this.find(id)
    if (customer === null) throw notFound('customer')
    return customer
  }

  /** Work on one customer, one after the other in this process. */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    return turns.take(`${this.name} ${key}`, work)
  }
}

/** A WordPress id: digits, no zero before. */
export { isId as isWooId }

/** Throws `conflict`: another customer has this number or address. */
export const takenBy = (kind: 'phone' | 'email', existingId: string): CrmError =>
  new CrmError('conflict', `Another customer has this ${kind}`, {
    reason: `duplicate_${kind}`,
    params: { existingId },
    issues: [{ path: [kind], reason: `duplicate_${kind}` }],
  })
