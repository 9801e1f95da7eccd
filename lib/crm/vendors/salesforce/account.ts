// One org as the rest of this folder uses it: the client, the org's fields, contacts by id, work in turn.
import { notFound } from '@/lib/shared/errors'
import { isFieldRefused, type SalesforceClient } from './client'
import { contactColumns } from './mapper'
import { OrgFields } from './org-fields'
import type { OrgMemory } from './org-memory'
import type { OrgContext } from './person'
import { contactId } from './record-id'
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
    return { ...this.shop, contact: new OrgFields(await this.#memory.fields('Contact', () => this.client.describe('Contact'))) }
  }

  async taskFields(): Promise<OrgFields> {
    return new OrgFields(await this.#memory.fields('Task', () => this.client.describe('Task')))
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
      this.#memory.forgetFields()
      return work(await this.context())
    }
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
    return this.#memory.inTurn(key, work)
  }
}
