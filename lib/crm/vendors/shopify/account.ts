// One shop as the rest of this folder uses it: the client, its operations, customers by id, our own fields in it.
import { CrmError, notFound } from '@/lib/shared/errors'
import { Turns } from '../../turns'
import type { ShopifyClient } from './client'
import { type DefinitionMap, definitionsOf, forgetDefinitions } from './definitions'
import type { ShopContext } from './mapper'
import { customerCost, type Operations, operationsFor, orderCost } from './operations'
import { namespace, ownMetafields } from './own-metafields'
import { answers, gid, isId, outcomes, type WireCustomer } from './schema'

/** Of all shops that are open in this process, also of one that is open twice. */
const turns = new Turns()

/** Points of one call that no shop's bucket refuses. https://shopify.dev/docs/api/usage/limits */
const costliest = 900
/** Records of a page at most, there and here. */
const largestPage = 100

export class ShopifyAccount {
  readonly name: string
  readonly client: ShopifyClient
  readonly shop: ShopContext
  readonly operations: Operations
  /** So many records, and all are read by a bulk operation. */
  readonly bulkFrom: number
  #preparing: Promise<void> | undefined

  /** @param name whose fields are remembered: one a connection */
  constructor(name: string, client: ShopifyClient, shop: ShopContext, bulkFrom: number) {
    this.name = name
    this.client = client
    this.shop = shop
    this.bulkFrom = bulkFrom
    this.operations = operationsFor(shop.mapped)
  }

  get customersPerPage(): number {
    return Math.max(1, Math.min(largestPage, Math.floor(costliest / customerCost(this.shop.mapped))))
  }

  readonly ordersPerPage = Math.floor(costliest / orderCost)

  /** Null for a missing customer, for one who became part of another, and for what is no id of one. */
  async find(id: string): Promise<WireCustomer | null> {
    if (!isId(id)) return null
    const { customer } = await this.client.run(this.operations.customer, answers.customer, { id: gid('Customer', id) })
    return customer
  }

  /** As `find`. Throws `not_found`. */
  async need(id: string): Promise<WireCustomer> {
    const customer = await this.find(id)
    if (customer === null) throw notFound('customer')
    return customer
  }

  /** The shop's definitions of fields of customers, as they were a few minutes ago at most. */
  definitions(): Promise<DefinitionMap> {
    return definitionsOf(this.name, this.client, this.operations)
  }

  /** Makes the definitions of our own fields that are not there. Throws `forbidden` without the right to. */
  prepare(): Promise<void> {
    this.#preparing ??= this.#prepare().finally(() => (this.#preparing = undefined))
    return this.#preparing
  }

  async #prepare(): Promise<void> {
    forgetDefinitions(this.name)
    const there = await this.definitions()
    for (const { key, name, type } of ownMetafields) {
      if (there.has(`${namespace}.${key}`)) continue
      const definition = { namespace, key, name, type, ownerType: 'CUSTOMER' }
      const { metafieldDefinitionCreate: made } = await this.client.run(
        this.operations.createDefinition,
        outcomes.createDefinition,
        { definition },
      )
      // Another process was quicker.
      const refused = made.userErrors.filter(({ code }) => code !== 'TAKEN')
      if (refused.length > 0)
        throw new CrmError('forbidden', 'Shopify does not let us make our fields', { reason: 'property_missing' })
    }
    forgetDefinitions(this.name)
  }

  /**
   * Runs `work`; when Shopify says that a field is not there or is another, what we believed of them is forgotten, ours are
   * made, and it runs once more. What is written must be put together within.
   */
  async withDefinitions<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof CrmError) || error.reason !== 'property_missing') throw error
      await this.prepare()
      return work()
    }
  }

  /** Work on one customer, one after the other in this process. */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    return turns.take(`${this.name} ${key}`, work)
  }
}
