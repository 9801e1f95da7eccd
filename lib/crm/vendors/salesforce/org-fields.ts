// The fields of an org's object as described: which of ours are there, which may be written, what a value must look like.
import type { ExternalFieldType, MissingField } from '@/lib/customers/field-catalogue'
import { fromExternalText } from '../../field-mapping'
import type { ObjectName } from './client'
import { type OwnField, ownContactFields, ownTaskFields } from './own-fields'
import type { DescribedField } from './schema'

/** https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/field_types.htm */
export function externalType({ type }: DescribedField): ExternalFieldType {
  if (type === 'multipicklist') return 'choices'
  if (type === 'picklist' || type === 'combobox') return 'choice'
  if (type === 'boolean') return 'boolean'
  if (['int', 'long', 'double', 'currency', 'percent'].includes(type)) return 'number'
  if (type === 'date' || type === 'datetime') return 'date'
  return ['string', 'textarea', 'phone', 'email', 'url', 'id', 'encryptedstring'].includes(type) ? 'text' : 'other'
}

/** Characters of a text as Salesforce counts them (UTF-16), cut without halving one. */
export const cut = (text: string, length: number): string => {
  if (text.length <= length) return text
  const end = /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length
  return text.slice(0, end)
}

/** A day, or a moment in UTC; undefined for what is neither. */
function dateOf({ type }: DescribedField, text: string): string | undefined {
  const at = fromExternalText(text, 'date')
  return at instanceof Date ? at.toISOString().slice(0, type === 'date' ? 10 : undefined) : undefined
}

const ownFields = (object: ObjectName): readonly OwnField[] => (object === 'Contact' ? ownContactFields : ownTaskFields)

const suits = ({ types, least = 0 }: OwnField, field: DescribedField): boolean =>
  types.includes(externalType(field)) && (field.length === 0 || field.length >= least)

/** The described fields without those of ours that are something else or too short: they would refuse the whole record. */
export const usable = (object: ObjectName, described: readonly DescribedField[]): DescribedField[] =>
  described.filter((field) => ownFields(object).every((own) => own.name !== field.name || suits(own, field)))

export class OrgFields {
  readonly #byName: ReadonlyMap<string, DescribedField>

  constructor(described: readonly DescribedField[]) {
    this.#byName = new Map(described.map((field) => [field.name, field]))
  }

  get all(): DescribedField[] {
    return [...this.#byName.values()]
  }

  get(name: string): DescribedField | undefined {
    return this.#byName.get(name)
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** Whether values may be written both at once and later. */
  isWritable(name: string): boolean {
    const field = this.#byName.get(name)
    return field !== undefined && field.createable && field.updateable && !field.calculated
  }

  /** Whether a second record with the same value would be refused. */
  isUnique(name: string): boolean {
    return this.isWritable(name) && this.#byName.get(name)?.unique === true && this.#byName.get(name)?.externalId === true
  }

  /** The named fields that are there. */
  present(names: readonly string[]): string[] {
    return [...new Set(names)].filter((name) => this.has(name))
  }

  /** The named fields that are there and that a query may ask by: long texts are not. */
  filterable(names: readonly string[]): string[] {
    return this.present(names).filter((name) => this.#byName.get(name)?.filterable === true)
  }

  /** Characters that a field takes; Infinity for what is no text. */
  length(name: string): number {
    const length = this.#byName.get(name)?.length ?? 0
    return length > 0 ? length : Infinity
  }

  /** A value for the wire, or undefined when the field is not there, is read only, of another type, or has no such choice. */
  wire(name: string, value: string | number | boolean | string[] | null): unknown {
    const field = this.#byName.get(name)
    if (field === undefined || !this.isWritable(name)) return undefined
    const type = externalType(field)
    if (value === null) return type === 'boolean' ? false : null
    if (type === 'boolean') return value === true || value === 'true' || value === 'granted'
    if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : undefined
    const parts = Array.isArray(value) ? value : [String(value)]
    if (type === 'choice' || type === 'choices') {
      const fitting = parts.flatMap((part) => this.choice(field, part) ?? [])
      return fitting.length === 0 && parts.length > 0 ? undefined : fitting.join(';')
    }
    if (type === 'other') return undefined
    if (type === 'date') return dateOf(field, parts.join(' '))
    const text = parts.join('\n')
    return text.length > this.length(name) ? undefined : text
  }

  /** The choice as the org spells it; undefined when it is restricted and has none such. */
  choice(field: DescribedField, value: string): string | undefined {
    const same = field.picklistValues.find((one) => one.active && one.value.toLowerCase() === value.toLowerCase())
    return same?.value ?? (field.restrictedPicklist ? undefined : value.replaceAll(';', ','))
  }

  /** What of ours misses or does not fit. */
  missing(object: ObjectName): MissingField[] {
    return ownFields(object).flatMap((own): MissingField[] => {
      const { name, unique } = own
      const said = object === 'Contact' ? name : `${object}.${name}`
      const field = this.#byName.get(name)
      if (field === undefined) return [{ name: said, why: 'absent' }]
      if (!suits(own, field) || (unique === true && !(field.unique && field.externalId)))
        return [{ name: said, why: 'wrong_type' }]
      return this.isWritable(name) ? [] : [{ name: said, why: 'read_only' }]
    })
  }
}
