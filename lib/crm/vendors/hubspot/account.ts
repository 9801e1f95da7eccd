// One HubSpot account as the rest of this folder uses it: the client, what is mapped, our properties and tags in it.
import { CrmError, notFound } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { metadataKeyOf } from '../../field-mapping'
import { Turns } from '../../turns'
import type { ObjectType } from './api-version'
import type { HubspotClient } from './client'
import { type ContactFieldMap, contactFieldsOf, fitted, forgetContactFields } from './contact-fields'
import { type MappingContext, mappedProperties, type ShopContext } from './mapper'
import { definitionOf, group, ownProperties, readProperties } from './own-properties'
import type { HubspotObject } from './schema'
import { HubspotTags } from './tags'

/** Why a value stays unwritten, as the mapping's own faults say it. */
type Fault = 'absent' | 'read_only' | 'wrong_type'

/** Of all accounts that are open in this process, also of one that is open twice. */
const turns = new Turns()

export class HubspotAccount {
  readonly name: string
  readonly client: HubspotClient
  readonly shop: ShopContext
  readonly tags: HubspotTags
  #preparing: Promise<void> | undefined

  /** @param name whose schema is remembered: one a connection */
  constructor(name: string, client: HubspotClient, shop: ShopContext) {
    this.name = name
    this.client = client
    this.shop = shop
    this.tags = new HubspotTags(client, shop.mapping.tags, {
      prepare: () => this.prepare(),
      inTurn: (key, work) => this.inTurn(key, work),
    })
  }

  /** Every property of a contact that is read. */
  get contactProperties(): string[] {
    const own = ownProperties.contacts.map(({ name }) => name)
    return [...new Set([...readProperties, ...own, ...mappedProperties(this.shop.mapping)])]
  }

  /** What is needed to read these contacts. */
  async contextFor(contacts: readonly HubspotObject[]): Promise<MappingContext> {
    const { property } = this.tags
    const used = contacts.flatMap(({ properties }) => (properties[property] ?? '').split(';').filter((value) => value !== ''))
    return { ...this.shop, tagLabels: await this.tags.labels(used), types: await this.#metadataTypes() }
  }

  /** Types of the properties that hold metadata; none where the schema may not be read: all is text then. */
  async #metadataTypes(): Promise<MappingContext['types']> {
    const mapped = Object.entries(this.shop.mapping).flatMap(([ours, theirs]) => (metadataKeyOf(ours) === null ? [] : [theirs]))
    if (mapped.length === 0) return new Map()
    const fields = await this.fields().catch((error: unknown): ContactFieldMap => {
      if (!(error instanceof CrmError) || error.code !== 'forbidden') throw error
      return new Map()
    })
    return new Map(mapped.flatMap((name) => [[name, fields.get(name)?.type ?? 'text'] as const]))
  }

  /** The contacts' live schema, as it was a few minutes ago at most. */
  fields(): Promise<ContactFieldMap> {
    return contactFieldsOf(this.name, this.client)
  }

  /**
   * Properties as this account takes them. What a field of the shop's own, or the list of stages, does not take is left out
   * and logged by name: the rest is written, and the contact that is read back shows what it holds instead.
   * Throws `invalid` for an agreement in a field that became read-only: it would go on saying the old one.
   */
  async fitting(properties: Record<string, string>): Promise<Record<string, string>> {
    const ours = new Map(Object.entries(this.shop.mapping).map(([internal, external]) => [external, internal]))
    ours.set('lifecyclestage', ours.get('lifecyclestage') ?? 'segment')
    if (!Object.keys(properties).some((name) => ours.has(name))) return properties
    const fields = await this.fields()
    const left: { field: string; fault: Fault }[] = []
    const written = Object.entries(properties).flatMap(([name, text]): [string, string][] => {
      const internal = ours.get(name)
      const field = fields.get(name)
      if (internal === undefined) return [[name, text]]
      const fault = field === undefined ? 'absent' : field.writable ? null : 'read_only'
      if (fault === 'read_only' && internal.startsWith('optIn.'))
        throw new CrmError('invalid', 'A mapped field cannot be written', {
          issues: [{ path: [internal], reason: 'mapping_read_only' }],
        })
      // The choices of tags are made as they are needed: the schema may not know the newest.
      const value = field === undefined || fault !== null ? null : name === this.tags.property ? text : fitted(text, field)
      if (value !== null) return [[name, value]]
      left.push({ field: internal, fault: fault ?? 'wrong_type' })
      // An agreement is certain in our own register: theirs says nothing rather than something else.
      return fault === null && internal.startsWith('optIn.') ? [[name, '']] : []
    })
    if (left.length > 0) log().warn({ vendor: 'hubspot', account: this.name, left }, 'mapped fields do not take a value')
    return Object.fromEntries(written)
  }

  /** Makes the properties of ours that are not there. */
  prepare(): Promise<void> {
    this.#preparing ??= this.#prepare().finally(() => (this.#preparing = undefined))
    return this.#preparing
  }

  async #prepare(): Promise<void> {
    const types: ObjectType[] = ['contacts', 'notes', 'communications']
    for (const type of types) {
      const there = new Set((await this.client.properties(type)).map(({ name }) => name))
      const missing = ownProperties[type].filter(({ name }) => !there.has(name))
      if (missing.length === 0) continue
      await this.client.createGroup(type, { ...group, displayOrder: -1 })
      for (const property of missing) await this.client.createProperty(type, definitionOf(property))
    }
  }

  /**
   * Runs `work`; when HubSpot says that a property or a choice is not there, what we believed of the account is forgotten, our
   * own properties are made, and it runs once more. What is written must be put together within.
   */
  async withProperties<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof CrmError) || (error.reason !== 'property_missing' && error.reason !== 'option_missing')) throw error
      this.tags.forget()
      forgetContactFields(this.name)
      if (error.reason === 'property_missing') await this.prepare()
      return work()
    }
  }

  /** The contact with exactly this id; null for a missing or archived one, and for one that became part of another. */
  async find(id: string): Promise<HubspotObject | null> {
    if (!/^\d{1,30}$/.test(id)) return null
    const contact = await this.client.get('contacts', id, this.contactProperties)
    return contact?.id === id ? contact : null
  }

  /** As `find`. Throws `not_found`. */
  async need(id: string): Promise<HubspotObject> {
    const contact = await this.find(id)
    if (contact === null) throw notFound('customer')
    return contact
  }

  /** Work on one contact, one after the other in this process. */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    return turns.take(`${this.name} ${key}`, work)
  }
}
