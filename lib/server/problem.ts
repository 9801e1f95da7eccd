// Refusals of the HTTP doors as RFC 9457 problem documents, in the reader's language.
import 'server-only'
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { pickLocale } from '@/messages/locales'
import { errorTextIn } from './error-text'

/** What a door itself refuses, before any use case. */
export class DoorError extends Error {
  readonly issues = []
  constructor(
    readonly status: number,
    readonly code:
      | 'unauthorized'
      | 'forbidden'
      | 'not_found'
      | 'malformed'
      | 'method_not_allowed'
      | 'payload_too_large'
      | 'timeout'
      | 'unsupported_media_type'
      | 'unexpected',
    readonly reason: string,
    readonly params: Record<string, string | number> = {},
    readonly headers: Record<string, string> = {},
  ) {
    super(reason)
    this.name = 'DoorError'
  }
}

/**
 * `code` is what a program acts on (a CrmError code or a door's own word), `reason` says it more exactly; `type` names
 * the reason as a URN. `errors` lists refused fields. Values such as `existingId` or `currentVersion` stand beside them.
 */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  reason: z.string(),
  errors: z.array(z.object({ field: z.string(), detail: z.string(), code: z.string() })).optional(),
})

const statuses: Record<CrmError['code'], number> = {
  auth_expired: 502,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  invalid: 422,
  rate_limited: 429,
  unavailable: 503,
  unsupported: 501,
  bad_response: 502,
}

function statusOf(error: CrmError, fieldsAreInBody: boolean): number {
  if (error.reason === 'stale_version') return 412
  if (error.code === 'invalid' && !fieldsAreInBody) return 400
  return statuses[error.code]
}

/** @param fieldsAreInBody false: refused fields come from the address, which makes it a 400 rather than a 422. */
export async function problemResponse(
  error: CrmError | DoorError,
  acceptLanguage: string | null,
  fieldsAreInBody = true,
): Promise<Response> {
  const locale = pickLocale(undefined, acceptLanguage)
  const [text, general] = await Promise.all([
    errorTextIn(locale, error),
    errorTextIn(locale, { code: error.code, reason: error.code, params: {}, issues: [] }),
  ])
  const status = error instanceof DoorError ? error.status : statusOf(error, fieldsAreInBody)
  const headers = new Headers(error instanceof DoorError ? error.headers : {})
  headers.set('content-type', 'application/problem+json; charset=utf-8')
  headers.set('content-language', locale)
  const retryAfter =
    error instanceof CrmError ? (error.retryAfter ?? (status === 503 || status === 429 ? 5 : undefined)) : undefined
  if (retryAfter !== undefined) headers.set('retry-after', String(Math.ceil(retryAfter)))
  const body = {
    ...error.params,
    type: `urn:coccinelle:problem:${error.reason}`,
    title: general.message,
    status,
    detail: text.message,
    code: error.code,
    reason: error.reason,
    ...(text.issues.length === 0
      ? {}
      : { errors: text.issues.map((issue) => ({ field: issue.path, detail: issue.message, code: issue.reason })) }),
  }
  return new Response(JSON.stringify(body), { status, headers })
}
