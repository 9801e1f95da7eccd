// One HubSpot account as the rest of this folder uses it: the client, what is mapped, our properties and tags in it.
import { tagKey } from '@/lib/customers/tag-key'
import { CrmError, notFound } from '@/lib/shared/errors'
import type { ApiVersion, ObjectType } from './api-version'
import type { HubspotClient } from './client'
import { leadStatusPrefix, mappedProperties, type MappingContext } from './mapper'
import { group, type OwnProperty, ownProperties, readProperties } from './own-properties'
import type { HubspotObject, HubspotProperty } from './schema'

/** A tag's value in HubSpot: the folded name, so that spellings are one choice. `;` parts values there. */
export const tagValue = (name: string): string => tagKey(name).replaceAll(';', ',')

/** Longest time between two looks at the tags somebody may have added in HubSpot, in milliseconds. */
const tagAge = 60_000

export class HubspotAccount {
  readonly client: HubspotClient
  readonly version: ApiVersion
  readonly #context: Omit<MappingContext, 'tagLabels'>
  #tags: { labels: Map<string, string>; at: number } | undefined
  #preparing: Promise<void> | undefined
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(client: HubspotClient, version: ApiVersion, context: Omit<MappingContext, 'tagLabels'>) {
    this.client = client
    this.version = version
    this.#context = context
  }

  get shop(): Omit<MappingContext, 'tagLabels'> {
    return this.#context
  }

  /** Every property of a contact that is read. */
  get contactProperties(): string[] {
    const own = ownProperties.contacts.map(({ name }) => name)
    return [...new Set([...readProperties, ...own, ...mappedProperties(this.#context.mapping)])]
  }

  /** What is needed to read these contacts: tag names are looked up only when one of them has a tag not seen yet. */
  async contextFor(contacts: readonly HubspotObject[]): Promise<MappingContext> {
    const property = this.tagProperty
    const used = contacts.flatMap(({ properties }) => (properties[property] ?? '').split(';').filter((value) => value !== ''))
    const labels = this.#tags?.labels
    if (used.length > 0 && used.some((value) => labels?.has(value) !== true)) await this.#loadTags()
    return { ...this.#context, tagLabels: this.#tags?.labels ?? new Map() }
  }

  get tagProperty(): string {
    return this.#context.mapping.tags ?? 'coccinelle_tags'
  }

  async #loadTags(): Promise<HubspotProperty | null> {
    const property = await this.client.property('contacts', this.tagProperty)
    this.#tags = { labels: new Map((property?.options ?? []).map(({ value, label }) => [value, label])), at: Date.now() }
    return property
  }

  /** Values of these tags, made as choices where HubSpot has them not. Two that add at once: read, add, look again. */
  async tagValues(names: readonly string[]): Promise<string[]> {
    const wanted = new Map<string, string>()
    for (const name of names)
      if (!name.startsWith(leadStatusPrefix) && !wanted.has(tagValue(name)))
        wanted.set(tagValue(name), name.trim().replace(/\s+/g, ' '))
    const missing = () => [...wanted].filter(([value]) => this.#tags?.labels.has(value) !== true)
    if (missing().length > 0 || Date.now() - (this.#tags?.at ?? 0) > tagAge) await this.#addChoices(missing)
    return [...wanted.keys()]
  }

  async #addChoices(missing: () => [string, string][]): Promise<void> {
    await this.inTurn('tags', async () => {
      for (let go = 1; go <= 3; go++) {
        const property = (await this.#loadTags()) ?? (await this.prepare(), await this.#loadTags())
        if (property === null) throw new CrmError('invalid', 'HubSpot has no property for tags', { reason: 'property_missing' })
        const fresh = missing()
        if (fresh.length === 0) return
        const options = [
          ...property.options.map(({ label, value, hidden }, displayOrder) => ({ label, value, hidden, displayOrder })),
          ...fresh.map(([value, label], at) => ({ label, value, hidden: false, displayOrder: property.options.length + at })),
        ]
        await this.client.updateProperty('contacts', this.tagProperty, { options })
      }
    })
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

  /** Runs `work`; when HubSpot says that a property of ours is not there, makes them and runs it once more. */
  async withProperties<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof CrmError) || (error.reason !== 'property_missing' && error.reason !== 'option_missing')) throw error
      if (error.reason === 'property_missing') await this.prepare()
      else this.#tags = undefined
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

  /** Work on one contact, one after the other in this process: what is read is still true when it is written. */
  async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve()
    const mine = before.then(work, work)
    const settled = mine.catch(() => undefined)
    this.#turns.set(key, settled)
    try {
      return await mine
    } finally {
      if (this.#turns.get(key) === settled) this.#turns.delete(key)
    }
  }
}

const definitionOf = ({ name, label, type, fieldType, isUnique, options }: OwnProperty): Record<string, unknown> => ({
  groupName: group.name,
  ...{ name, label, type, fieldType },
  hasUniqueValue: isUnique === true,
  formField: false,
  ...(options === undefined
    ? {}
    : { options: options.map((value, displayOrder) => ({ value, label: value, hidden: false, displayOrder })) }),
})
