// Salesforce's refusals, where the status alone says too little. Messages may quote a person: nothing of them goes on but ids.
// https://developer.salesforce.com/docs/atlas.en-us.264.0.api_rest.meta/api_rest/errorcodes.htm
import type { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { HttpAnswer } from '../../http'
import { errorsSchema } from './schema'

/** Seconds until a used-up day is asked about again: it counts the last 24 hours. */
export const dailyRest = 3_600

/** 401s that no renewed token mends: renewing again and again would be a storm. */
const hopeless = /not attached to Agent|not valid for use with the REST API/i

type WireError = z.output<typeof errorsSchema>[number]

/** What stood in the way, for this folder: `params.code` is Salesforce's own, the rest by code. */
export const codeIn = (error: unknown): string | null =>
  error instanceof CrmError && typeof error.params.code === 'string' ? error.params.code : null

/** An admin may take a field away, hide, shorten or retype it at any time: what was described is no longer so. */
const stale = new Set([
  'INVALID_FIELD',
  'INVALID_FIELD_FOR_INSERT_UPDATE',
  'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
  'STRING_TOO_LONG',
  'JSON_PARSER_ERROR',
  'MALFORMED_ID',
])
/** Whether the org refused a field as its description promised it; nothing of the record was written. */
export const isFieldRefused = (error: unknown): boolean => stale.has(codeIn(error) ?? '')

/** An upsert makes what is not there: only the field can be missing, which must not look like a missing record. */
export function keyGone(error: unknown): never {
  if (codeIn(error) !== 'NOT_FOUND') throw error
  throw new CrmError('invalid', 'The org has no such field', { params: { code: 'INVALID_FIELD' }, reason: 'property_missing' })
}

export function refusalOf({ status, body }: HttpAnswer): CrmError | null {
  const error = read(body)
  if (error === null)
    return status === 420 ? new CrmError('unavailable', 'Salesforce asks to come back later', { retryAfter: 5 }) : null
  const { errorCode: code } = error
  const params = { code }
  if (status === 401)
    return hopeless.test(error.message) ? new CrmError('auth_expired', 'Salesforce lets this app in no more', { params }) : null
  switch (code) {
    case 'REQUEST_LIMIT_EXCEEDED':
      // The same code is for too many long calls at once, which is over soon.
      return /concurrent/i.test(error.message)
        ? new CrmError('rate_limited', 'Salesforce has too many calls at once', { params, retryAfter: 2 })
        : new CrmError('rate_limited', 'The org’s daily limit is used up', {
            params,
            reason: 'daily_limit',
            retryAfter: dailyRest,
          })
    case 'UNABLE_TO_LOCK_ROW':
      return new CrmError('unavailable', 'The record is locked for a moment', { params })
    case 'SERVER_UNAVAILABLE':
      return new CrmError('unavailable', 'Salesforce is not available', { params })
    case 'DUPLICATES_DETECTED':
      return duplicates(error)
    case 'DUPLICATE_VALUE':
      return new CrmError('conflict', 'A unique value belongs to another record', { params: { code, ...ownerIn(error.message) } })
    case 'INVALID_FIELD':
    case 'INVALID_FIELD_FOR_INSERT_UPDATE':
    case 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST':
      return new CrmError('invalid', 'The org does not take a field', { params, reason: 'property_missing' })
    case 'NOT_FOUND':
    case 'ENTITY_IS_DELETED':
    case 'INVALID_CROSS_REFERENCE_KEY':
      return new CrmError('not_found', 'Salesforce has no such record', { params })
    case 'API_DISABLED_FOR_ORG':
    case 'API_CURRENTLY_DISABLED':
      return new CrmError('forbidden', 'The org’s edition or settings allow no API', { params })
    default:
      return status >= 500
        ? null
        : new CrmError(status === 403 ? 'forbidden' : status === 404 ? 'not_found' : 'invalid', `Salesforce refuses: ${status}`, {
            params,
          })
  }
}

/** Records that a duplicate rule found, and whether the rule lets a caller save all the same. */
function duplicates(error: WireError): CrmError {
  const found = error.duplicateResut ?? error.duplicateResult
  const ids = (found?.matchResults ?? []).flatMap(({ matchRecords }) => matchRecords.map(({ record }) => record.Id))
  return new CrmError('conflict', 'A duplicate rule of the org found the same person', {
    params: {
      code: 'DUPLICATES_DETECTED',
      mayInsist: found?.allowSave === true ? 1 : 0,
      matches: [...new Set(ids.filter((id) => /^[A-Za-z0-9]{15,18}$/.test(id)))].slice(0, 20).join(','),
    },
  })
}

/** `duplicate value found: Field__c duplicates value on record with id: 003…` */
function ownerIn(message: string): Record<string, string> {
  const match = /:\s*(\w+) duplicates value on record with id:\s*([A-Za-z0-9]{15,18})/.exec(message)
  return match === null ? {} : { field: match[1] ?? '', owner: match[2] ?? '' }
}

function read(body: string): WireError | null {
  try {
    return errorsSchema.safeParse(JSON.parse(body)).data?.[0] ?? null
  } catch {
    return null
  }
}
