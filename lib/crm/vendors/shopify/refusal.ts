// What Shopify's refusals mean: by HTTP status, by the errors beside an answer, and by those that a change brings back.
// None of its words are repeated: they may quote what was sent.
import { CrmError, type FieldIssue } from '@/lib/shared/errors'
import type { HttpAnswer } from '../../http'
import type { Envelope, UserError } from './schema'

/** https://shopify.dev/docs/api/usage/response-codes */
export function refusalOf({ status }: HttpAnswer): CrmError | null {
  if (status === 402) return new CrmError('forbidden', 'The shop is frozen for want of payment', { reason: 'shop_frozen' })
  if (status === 423) return new CrmError('unavailable', 'The shop is locked', { retryAfter: 60 })
  // Not a missing record: those are null in an answer.
  if (status === 404 || status === 410)
    return new CrmError('forbidden', 'There is no such shop any more', { reason: 'shop_gone' })
  return null
}

/** Fields that Shopify hides, with an error, from an app that may not see who people are. */
const personal = /^(first|last|display)Name$|email|phone|address/i

export const isThrottled = ({ errors = [] }: Envelope): boolean =>
  errors.some(({ extensions }) => extensions?.code === 'THROTTLED')

/** Null when there are no errors. An answer with some is not used in part: a hidden address would pass for none. */
export function errorOf({ errors = [] }: Envelope): CrmError | null {
  if (errors.length === 0) return null
  const codes = errors.map(({ extensions }) => extensions?.code ?? '')
  if (codes.includes('ACCESS_DENIED')) {
    const isPersonal = errors.some(({ path }) => (path ?? []).some((part) => typeof part === 'string' && personal.test(part)))
    return new CrmError('forbidden', 'The app may not see or do this', {
      reason: isPersonal ? 'customer_data_hidden' : 'scopes_missing',
    })
  }
  if (codes.includes('SHOP_INACTIVE')) return new CrmError('forbidden', 'The shop is closed', { reason: 'shop_gone' })
  if (codes.includes('INTERNAL_SERVER_ERROR') || codes.includes('TIMEOUT'))
    return new CrmError('unavailable', 'Shopify failed inside', { retryAfter: 5 })
  if (errors.some(({ message }) => /metafield definition/i.test(message)))
    return new CrmError('invalid', 'Shopify does not have one of our fields', { reason: 'property_missing' })
  const named = codes.filter((code) => /^[A-Za-z_]{1,40}$/.test(code))
  return new CrmError('bad_response', `Shopify refuses the call itself: ${named.join(', ') || 'without a code'}`)
}

/** What is taken by somebody else: a customer's creation and change have no codes, only words. */
export function takenField(errors: readonly UserError[]): 'email' | 'phone' | 'own' | null {
  for (const { field, message, code } of errors) {
    if (code !== 'TAKEN' && !/taken|already|unique|in use/i.test(message)) continue
    const last = field?.at(-1)
    if (last === 'email' || last === 'phone') return last
    if ((field ?? []).includes('metafields')) return 'own'
  }
  return null
}

const ourField: Readonly<Record<string, string>> = {
  email: 'email',
  phone: 'phone',
  firstName: 'firstName',
  lastName: 'lastName',
  locale: 'language',
  tags: 'tags',
}

/** Throws `not_found`, or `invalid` (`property_missing`, or an issue a field), when a change was refused. */
export function needNoErrors(errors: readonly UserError[]): void {
  if (errors.length === 0) return
  if (errors.some(({ code, message }) => code === 'NOT_FOUND' || /does not exist|can't be found|not found/i.test(message)))
    throw new CrmError('not_found', 'Shopify has no such customer', { reason: 'customer_not_found' })
  // Not defined, or as another type than we remember.
  if (
    errors.some(
      ({ message, field, code }) =>
        (field ?? []).includes('metafields') && (code === 'INVALID_TYPE' || /definition|type/i.test(message)),
    )
  )
    throw new CrmError('invalid', 'Shopify has one of the fields not, or otherwise', { reason: 'property_missing' })
  const issues = errors.flatMap(({ field }): FieldIssue[] => {
    const name = ourField[field?.at(-1) ?? '']
    return name === undefined ? [] : [{ path: [name], reason: name === 'phone' || name === 'email' ? name : 'format' }]
  })
  throw new CrmError('invalid', 'Shopify refuses a value', { issues })
}
