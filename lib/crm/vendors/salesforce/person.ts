// Who a contact is: names, numbers and addresses, over the fields that Salesforce has for them and the one for what is left.
import { z } from 'zod'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import type { FieldMapping } from '../../field-mapping'
import { cut, type OrgFields } from './org-fields'
import { contactFields } from './own-fields'
import type { SalesforceRecord } from './schema'

/** Reading and writing contacts of one org. */
export interface OrgContext {
  region: string
  locale: string
  currency: string
  /** Decimals of `currency`. */
  minorDigits: number
  mapping: FieldMapping
  contact: OrgFields
}

export type Values = Readonly<Record<string, unknown>>

export const textOf = (values: Values, name: string): string | null => {
  const value = values[name]
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

const plainNames = { firstName: 'FirstName', lastName: 'LastName', email: 'Email', phone: 'Phone' } as const
export const plainField = ({ mapping }: Pick<OrgContext, 'mapping'>, name: keyof typeof plainNames): string =>
  mapping[name] ?? plainNames[name]

/** Fields for numbers, the main one first. */
export const phoneSlots = (context: OrgContext): string[] =>
  context.contact.present([plainField(context, 'phone'), 'MobilePhone', 'OtherPhone', 'HomePhone'])

/** `phones` in E.164 and `emails` in lower case, the main one first, each once. */
export interface Person {
  firstName: string | null
  lastName: string | null
  phones: string[]
  emails: string[]
}

const nothing = { phones: [], emails: [] }
const dataSchema = z
  .object({
    firstName: z.string().optional(),
    lastName: z.string().optional(),
    phones: z.array(z.string()).default([]),
    emails: z.array(z.string()).default([]),
  })
  .catch(nothing)
type Data = z.output<typeof dataSchema>

function dataOf(values: Values): Data {
  const text = textOf(values, contactFields.data)
  if (text === null) return nothing
  try {
    return dataSchema.parse(JSON.parse(text))
  } catch {
    return nothing
  }
}

/** What stands in for a last name, which Salesforce demands: a number, an address or a dash. Nobody is called so. */
const isPlaceholder = (text: string): boolean => text === '-' || /^\+\d{6,15}$/.test(text) || normaliseEmail(text) === text

/** The whole name where Salesforce's field was too short and still has its beginning. */
const whole = (shown: string | null, full: string | undefined): string | null =>
  shown !== null && full?.startsWith(shown) === true ? full : shown

/** A number in E.164 and as it is written there. */
export interface WrittenPhone {
  value: string
  raw: string
}

export function phonesOf(values: Values, context: OrgContext, data: Data = dataOf(values)): WrittenPhone[] {
  const given = [...phoneSlots(context).flatMap((slot) => textOf(values, slot) ?? []), ...data.phones]
  const found = new Map<string, string>()
  for (const raw of given) {
    const value = normalisePhone(raw, context.region)
    if (value !== null && !found.has(value)) found.set(value, raw)
  }
  return [...found].map(([value, raw]) => ({ value, raw }))
}

export const emailsOf = (values: Values, context: OrgContext, data: Data = dataOf(values)): string[] => [
  ...new Set([textOf(values, plainField(context, 'email')) ?? '', ...data.emails].flatMap((raw) => normaliseEmail(raw) ?? [])),
]

export function readPerson(values: Values, context: OrgContext): Person & { written: WrittenPhone[] } {
  const data = dataOf(values)
  const written = phonesOf(values, context, data)
  const shown = textOf(values, plainField(context, 'lastName'))
  const lastName = whole(shown, data.lastName)
  return {
    firstName: whole(textOf(values, plainField(context, 'firstName')), data.firstName),
    lastName: lastName === null || isPlaceholder(lastName) ? null : lastName,
    phones: written.map(({ value }) => value),
    emails: emailsOf(values, context, data),
    written,
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** Fields that make a contact this person; only those that differ from what is there (`current` null: all). */
export function personFields(next: Person, current: SalesforceRecord | null, context: OrgContext): Record<string, unknown> {
  const { contact } = context
  const before = current === null ? null : readPerson(current, context)
  const written: Record<string, unknown> = {}
  const put = (name: string, value: string | null) => {
    if (contact.isWritable(name) && textOf(current ?? {}, name) !== value) written[name] = value
  }
  const shorten = (text: string, field: string) => cut(text, contact.length(field)).trimEnd()
  const [firstField, lastField, emailField] = [
    plainField(context, 'firstName'),
    plainField(context, 'lastName'),
    plainField(context, 'email'),
  ]
  const [phone = null] = next.phones
  const [email = null] = next.emails
  if (next.firstName !== before?.firstName) put(firstField, next.firstName === null ? null : shorten(next.firstName, firstField))
  // What stands in for a name goes with the number or address it repeats, and is otherwise left as it is.
  const isNamed = next.lastName !== before?.lastName
  const isStale = next.lastName === null && !(same(next.phones, before?.phones) && same(next.emails, before?.emails))
  if (isNamed || isStale) put(lastField, shorten(next.lastName ?? phone ?? email ?? '-', lastField))

  const slots = phoneSlots(context).filter((slot) => contact.isWritable(slot))
  if (!same(next.phones, before?.phones)) {
    const raws = new Map(before?.written.map(({ value, raw }) => [value, raw]))
    slots.forEach((slot, at) => {
      const value = next.phones[at]
      put(slot, value === undefined ? null : (raws.get(value) ?? value))
    })
    if (contact.isWritable(contactFields.phone)) put(contactFields.phone, phone)
  }
  const addressFits = email === null || email.length <= contact.length(emailField)
  if (!same(next.emails, before?.emails)) put(emailField, addressFits ? email : null)

  const isLong = (text: string | null, field: string) => text !== null && text.length > contact.length(field)
  const left = {
    ...(isLong(next.firstName, firstField) ? { firstName: next.firstName } : {}),
    ...(isLong(next.lastName, lastField) ? { lastName: next.lastName } : {}),
    ...(next.phones.length > slots.length ? { phones: next.phones.slice(slots.length) } : {}),
    ...(next.emails.length > 1 || !addressFits ? { emails: addressFits ? next.emails.slice(1) : next.emails } : {}),
  }
  const rest = JSON.stringify(left)
  // An org whose field is too short for it keeps no more than one that has none.
  put(contactFields.data, Object.keys(left).length === 0 || isLong(rest, contactFields.data) ? null : rest)
  return written
}
