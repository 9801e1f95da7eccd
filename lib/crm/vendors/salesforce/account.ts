// One org as the rest of this folder uses it: the client, the org's fields, contacts by id, work in turn.
import { notFound } from '@/lib/shared/errors'
import type { ObjectName, SalesforceClient } from './client'
import { contactColumns } from './mapper'
import { OrgFields, usable } from './org-fields'
import type { OrgMemory } from './org-memory'
import type { OrgContext } from './person'
import { contactId } from './record-id'
import { isFieldRefused } from './refusal'
import type { SalesforceRecord } from './schema'

export type ShopContext = Omit<OrgContext, 'contact'>

export class SalesforceAccount {
  readonly client: SalesforceClient
  readonly shop: ShopContext
  readonly #memory: OrgMemory

  constructor(client: SalesforceClient, memory: OrgMemory, shop: ShopContext) {
    this.client = client
    this.shop = shop
    this.#memory = memory
  }

  async context(): Promise<OrgContext> {
    return { ...this.shop, contact: await this.#fields('Contact') }
  }

  taskFields(): Promise<OrgFields> {
    return this.#fields('Task')
  }

  async #fields(object: ObjectName): Promise<OrgFields> {
    return new OrgFields(usable(object, await this.#memory.fields(object, () => this.client.describe(object))))
  }

  /**
   * Runs `work`; when the org refuses a field that its description had, describes it again and runs it once more.
   * An admin may take fields away at any time.
   */
  async withFields<T>(work: (context: OrgContext) => Promise<T>): Promise<T> {
    try {
      return await work(await this.context())
    } catch (error) {
      if (!isFieldRefused(error)) throw error
      this.forgetFields()
      return work(await this.context())
    }
  }

  /** The next look describes the org's fields again. */
  forgetFields(): void {
    this.#memory.forgetFields()
  }

  /** Null for a missing or deleted contact, and for what is no id of one. */
  async find(id: string): Promise<SalesforceRecord | null> {
    const known = contactId(id)
    if (known === null) return null
    return this.withFields((context) => this.client.get('Contact', known, contactColumns(context)))
  }

  /** As `find`. Throws `not_found`. */
  async need(id: string): Promise<SalesforceRecord> {
    const contact = await this.find(id)
    if (contact === null) throw notFound('customer')
    return contact
  }

  inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#memory.turns.take(key, work)
  }
}
