// What a field takes, and how the REST API says that it does not.
import type { FakeField } from './fake-fields'

export type FakeValue = string | number | boolean | null

/** An error as the REST API says it. */
export class Refusal extends Error {
  readonly status: number
  readonly errorCode: string
  readonly fields: string[]
  readonly more: Record<string, unknown>
  constructor(status: number, errorCode: string, message: string, fields: string[] = [], more: Record<string, unknown> = {}) {
    super(message)
    this.status = status
    this.errorCode = errorCode
    this.fields = fields
    this.more = more
  }
}

export function checkedValue(field: FakeField, value: unknown): FakeValue {
  const { name, type, length } = field
  const wrong = () => new Refusal(400, 'JSON_PARSER_ERROR', `Cannot deserialize instance of ${type} from value for ${name}`, [name])
  if (type === 'boolean') {
    if (typeof value !== 'boolean') throw wrong()
    return value
  }
  if (value === null || value === '') return null
  if (type === 'double' || type === 'currency') {
    if (typeof value !== 'number') throw wrong()
    return value
  }
  if (typeof value !== 'string' || /\p{Cs}/u.test(value)) throw wrong()
  if (type === 'reference' && !/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/.test(value)) throw new Refusal(400, 'MALFORMED_ID', `${field.label}: id value of incorrect type: ${value}`, [name])
  if (type === 'date' && !/^\d{4}-\d\d-\d\d$/.test(value)) throw wrong()
  const text = type === 'textarea' ? value : value.trim()
  if (length > 0 && text.length > length)
    throw new Refusal(400, 'STRING_TOO_LONG', `${field.label}: data value too large: (max length=${length})`, [name])
  if (type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text))
    throw new Refusal(400, 'INVALID_EMAIL_ADDRESS', `${name}: invalid email address: ${text}`, [name])
  if (field.restrictedPicklist && text.split(type === 'multipicklist' ? ';' : /$^/).some((part) => !field.picklist.includes(part)))
    throw new Refusal(400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', `${field.label}: bad value for restricted picklist field`, [name])
  return text === '' ? null : text
}
