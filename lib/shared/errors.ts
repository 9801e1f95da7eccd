// The one error type that crosses rooms: a code a program can act on, a reason a door can translate.

export const errorCodes = [
  'auth_expired',
  'forbidden',
  'not_found',
  'conflict',
  'invalid',
  'rate_limited',
  'unavailable',
  'unsupported',
  'bad_response',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** One refused field. `path` is the field's path in the input; `reason` a key under `errors.field` in the catalogues. */
export interface FieldIssue {
  path: (string | number)[]
  reason: string
  params?: Record<string, string | number>
}

export interface CrmErrorDetails {
  /** Key under `errors.reason` in the message catalogues, e.g. `duplicate_phone`. Defaults to the code. */
  reason?: string
  /** Values for the translated text, and for callers (`existingId`, `currentVersion`). Never secrets or message text. */
  params?: Record<string, string | number>
  issues?: FieldIssue[]
  /** Seconds, for `rate_limited` and `unavailable`. */
  retryAfter?: number
  cause?: unknown
}

/**
 * A failure that a caller can act on. `null` results mean "not there"; everything else that goes wrong is one of these.
 * `message` is English and for logs; people read the translation of `reason`.
 */
export class CrmError extends Error {
  readonly code: ErrorCode
  readonly reason: string
  readonly params: Record<string, string | number>
  readonly issues: FieldIssue[]
  readonly retryAfter: number | undefined

  constructor(code: ErrorCode, message: string, details: CrmErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'CrmError'
    this.code = code
    this.reason = details.reason ?? code
    this.params = details.params ?? {}
    this.issues = details.issues ?? []
    this.retryAfter = details.retryAfter
  }
}

export const notFound = (what: string): CrmError => new CrmError('not_found', `No such ${what}`, { reason: `${what}_not_found` })

/** The row changed since the caller read it. */
export const staleVersion = (currentVersion: number): CrmError =>
  new CrmError('conflict', 'The record changed since it was read', {
    reason: 'stale_version',
    params: { currentVersion },
  })

export const unsupported = (system: string, capability: string): CrmError =>
  new CrmError('unsupported', `${system} cannot do ${capability}`, { params: { system, capability } })
