// HubSpot's refusals, where the status alone says too little. Bodies may quote a contact: nothing of them goes on.
// https://developers.hubspot.com/docs/api-reference/error-handling
import { CrmError } from '@/lib/shared/errors'
import type { HttpAnswer } from '../../http'
import { errorSchema, type RowErrors } from './schema'

/** Seconds until a daily limit may be asked about again: it ends at the account's own midnight, which we do not know. */
const dailyRest = 3_600

export function refusalOf({ status, headers, body }: HttpAnswer): CrmError | null {
  const error = read(body)
  const codes = error.errors.map(({ code }) => code)
  if (status === 429 && error.policyName === 'DAILY')
    return new CrmError('rate_limited', 'HubSpot’s daily limit is used up', { reason: 'daily_limit', retryAfter: dailyRest })
  // The account is being moved between data centres; the header counts seconds, up to a day.
  if (status === 477)
    return new CrmError('unavailable', 'The HubSpot account is being moved', {
      retryAfter: Number(headers['retry-after']) || dailyRest,
    })
  if (status === 423) return new CrmError('unavailable', 'HubSpot has locked the record for a moment', { retryAfter: 2 })
  if (status === 403 && (error.category === 'MISSING_SCOPES' || codes.includes('MISSING_SCOPES')))
    return new CrmError('forbidden', 'The connection lacks a scope', { reason: 'scopes_missing' })
  if (status === 414 && /identities/i.test(error.message))
    return new CrmError('invalid', 'HubSpot merges no further contacts into this one', { reason: 'merge_limit' })
  if (
    status === 400 &&
    (codes.includes('PROPERTY_DOESNT_EXIST') ||
      /PROPERTY_DOESNT_EXIST|property .* does not exist|unique.*property/i.test(error.message))
  )
    return new CrmError('invalid', 'HubSpot does not have one of the properties', { reason: 'property_missing' })
  if (status === 400 && (codes.includes('INVALID_OPTION') || /INVALID_OPTION|allowed options/i.test(error.message)))
    return new CrmError('invalid', 'HubSpot does not have one of the choices', { reason: 'option_missing' })
  return null
}

function read(body: string) {
  try {
    return errorSchema.catch(() => errorSchema.parse({})).parse(JSON.parse(body))
  } catch {
    return errorSchema.parse({})
  }
}

/** Rows that a multi-status answer leaves out because of trouble, and not because they are not there, are no absence. Throws `unavailable`. */
export function needOnlyMissing(errors: RowErrors): void {
  if (errors.some(({ category }) => category !== 'OBJECT_NOT_FOUND'))
    throw new CrmError('unavailable', 'HubSpot answered for a part of the rows only')
}
