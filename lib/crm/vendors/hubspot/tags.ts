// Tags as the choices of a property: ours, or one of the shop's own, which may be a plain text as well.
import { tagKey } from '@/lib/customers/tag-key'
import { CrmError } from '@/lib/shared/errors'
import type { HubspotClient, SearchFilter } from './client'
import { contactField } from './contact-fields'
import { leadStatusPrefix } from './mapper'
import type { HubspotProperty } from './schema'

/** Longest time between two looks at the choices somebody may have changed in HubSpot, in milliseconds. */
const age = 60_000

/** `;` parts values there. */
const clean = (name: string): string => name.trim().replace(/\s+/g, ' ').replaceAll(';', ',')

interface Known {
  /** Choices: value → the name people see. */
  labels: Map<string, string>
  /** The value of a folded name. */
  values: Map<string, string>
  /** A plain text holds names as they are. */
  isText: boolean
  takesChoices: boolean
  at: number
}

function knownOf(property: HubspotProperty | null): Known {
  const options = property?.options ?? []
  const values = new Map<string, string>()
  for (const { value, label } of options)
    for (const key of [tagKey(value), tagKey(label)]) if (!values.has(key)) values.set(key, value)
  const field = property === null ? null : contactField(property)
  return {
    labels: new Map(options.map(({ value, label }) => [value, label])),
    values,
    isText: field?.type === 'text',
    takesChoices: field?.takesChoices === true && field.type === 'choices',
    at: Date.now(),
  }
}

interface TagTools {
  /** Makes the properties of ours that are not there. */
  prepare(): Promise<void>
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T>
}

type Loaded = Known & { options: HubspotProperty['options'] | null }

export class HubspotTags {
  readonly property: string
  readonly #client: HubspotClient
  readonly #tools: TagTools
  readonly #isOwn: boolean
  #known: Known | undefined
  /** Values that no choice has: they are not looked for each time. */
  #strange = new Set<string>()

  /** @param mapped the property of the shop's own mapping, which is never made by us */
  constructor(client: HubspotClient, mapped: string | undefined, tools: TagTools) {
    this.#client = client
    this.#tools = tools
    this.#isOwn = mapped === undefined
    this.property = mapped ?? 'coccinelle_tags'
  }

  forget(): void {
    this.#known = undefined
    this.#strange.clear()
  }

  /** Names of these values; looked up again only when one of them was not seen yet. */
  async labels(used: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const isStale = Date.now() - (this.#known?.at ?? 0) > age
    const isNew = (value: string) => this.#known?.labels.has(value) !== true && (isStale || !this.#strange.has(value))
    if (this.#known?.isText !== true && used.some(isNew)) {
      const { labels } = await this.#load()
      this.#strange = new Set(used.filter((value) => !labels.has(value)))
    }
    return this.#known?.labels ?? new Map()
  }

  /**
   * What is written for these names: values of choices, which are made where HubSpot has none. Choices of the shop's own that
   * may not be added to are used as far as they go.
   */
  async values(names: readonly string[]): Promise<string[]> {
    const wanted = new Map<string, string>()
    for (const name of names)
      if (!name.startsWith(leadStatusPrefix) && !wanted.has(tagKey(clean(name)))) wanted.set(tagKey(clean(name)), clean(name))
    if (wanted.size === 0) return []
    const missing = () => [...wanted].filter(([key]) => this.#known?.values.has(key) !== true)
    if (missing().length > 0 || Date.now() - (this.#known?.at ?? 0) > age) await this.#addChoices(missing)
    if (this.#known?.isText === true) return [...wanted.values()]
    return [...wanted.keys()].flatMap((key) => this.#known?.values.get(key) ?? [])
  }

  /** The part of a search that a tag's owners match, and others may; null: whoever asks has to judge alone. */
  async filter(name: string): Promise<SearchFilter | null> {
    const { isText, values } = this.#known ?? (await this.#load())
    const key = tagKey(clean(name))
    if (!isText) return { propertyName: this.property, operator: 'IN', values: [values.get(key) ?? key] }
    const [longest = ''] = clean(name)
      .split(/[^\p{L}\p{N}]+/u)
      .sort((a, b) => b.length - a.length)
    return longest === '' ? null : { propertyName: this.property, operator: 'CONTAINS_TOKEN', value: `*${longest}*` }
  }

  async #load(): Promise<Loaded> {
    const property = await this.#client.property('contacts', this.property)
    const known = knownOf(property)
    this.#known = known
    return { ...known, options: property?.options ?? null }
  }

  /** Two that add at once: read, add, look again. A new choice's value is the folded name, so that spellings are one. */
  async #addChoices(missing: () => [string, string][]): Promise<void> {
    await this.#tools.inTurn('tags', async () => {
      for (let go = 1; go <= 4; go++) {
        const loaded = await this.#loadOrPrepare()
        const fresh = missing()
        if (loaded.options === null || fresh.length === 0 || loaded.isText || !loaded.takesChoices) return
        const options = [
          ...loaded.options.map(({ label, value, hidden }, displayOrder) => ({ label, value, hidden, displayOrder })),
          ...fresh.map(([value, label], at) => ({
            ...{ label, value, hidden: false },
            displayOrder: (loaded.options?.length ?? 0) + at,
          })),
        ]
        await this.#client.updateProperty('contacts', this.property, { options })
      }
    })
  }

  async #loadOrPrepare(): Promise<Loaded> {
    const loaded = await this.#load()
    if (loaded.options !== null || !this.#isOwn) return loaded
    await this.#tools.prepare()
    const made = await this.#load()
    if (made.options === null) throw new CrmError('invalid', 'HubSpot has no property for tags', { reason: 'property_missing' })
    return made
  }
}
