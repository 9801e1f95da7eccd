// What a refusal or a silence means: which error, whether to try again, when, and whether the account is out of order.
import { CrmError, type ErrorCode } from '@/lib/shared/errors'
import { egressRefused, isGuardRefusal } from './egress'
import type { HttpAnswer } from './http'

/** The first one and three more. */
export const mostAttempts = 4

/** What came of one attempt. */
export type Outcome =
  | { kind: 'answer'; answer: HttpAnswer }
  /** Refused on our side or an answer that cannot be used: another attempt would not help. */
  | { kind: 'final'; error: CrmError }
  /** No whole answer; `sent`: whether the request may have reached the vendor. */
  | { kind: 'silence'; cause: Error; sent: boolean }

export interface Failure {
  error: CrmError
  mayRepeat: boolean
  /** Milliseconds the vendor asks this caller to wait; null: it says nothing. */
  wait: number | null
  /** Milliseconds everybody on this budget must wait; null: only this caller. */
  pause: number | null
}

/** Failures of the account itself, not of one request: they open the breaker. */
const outages = new WeakSet<CrmError>()
export const isOutage = (error: unknown): boolean => error instanceof CrmError && outages.has(error)

const outage = (message: string, details: ConstructorParameters<typeof CrmError>[2]): CrmError => {
  const error = new CrmError('unavailable', message, details)
  outages.add(error)
  return error
}

/** Milliseconds: without a Retry-After a limit is given 1, 2, then 4 seconds. */
const pauseOf = (attempt: number): number => 1000 * 2 ** (attempt - 1)

/**
 * @param refusal the vendor's own reading, which goes before the status
 * @param repeatable whether sending again does no harm when the effect is open
 */
export function failureOf(
  vendor: string,
  outcome: Outcome,
  refusal: CrmError | null,
  repeatable: boolean,
  attempt: number,
): Failure {
  if (outcome.kind === 'final') return { error: outcome.error, mayRepeat: false, wait: null, pause: null }
  if (outcome.kind === 'silence') {
    const isOpen = outcome.sent && !repeatable
    const details = { cause: outcome.cause, ...(isOpen ? { reason: 'outcome_unknown' } : {}) }
    return { error: outage(`${vendor} does not answer`, details), mayRepeat: !isOpen, wait: null, pause: null }
  }
  const { status } = outcome.answer
  const retryAfter = retryAfterOf(outcome.answer)
  const told = retryAfter === null ? {} : { retryAfter }
  const wait = retryAfter === null ? null : 1000 * retryAfter
  if (refusal !== null) return refusedByVendor(refusal, status, wait, attempt)
  if (status === 429) {
    const pause = wait ?? pauseOf(attempt)
    const error = new CrmError('rate_limited', `${vendor} asks to slow down`, { retryAfter: pause / 1000 })
    return { error, mayRepeat: true, wait: pause, pause }
  }
  const message = `${vendor} answered ${status}`
  if (status >= 500) {
    const mayRepeat = repeatable || (status === 503 && retryAfter !== null)
    return { error: outage(message, mayRepeat ? told : { ...told, reason: 'outcome_unknown' }), mayRepeat, wait, pause: null }
  }
  // RFC 9110 15.5.9 and RFC 8470: the server did not act on the request.
  if (status === 408 || status === 425)
    return { error: new CrmError('unavailable', message, told), mayRepeat: true, wait, pause: null }
  return { error: new CrmError(codeOf(status), message), mayRepeat: false, wait: null, pause: null }
}

/** A vendor's own "not now" had no effect and is repeated; its other refusals are final. */
function refusedByVendor(error: CrmError, status: number, told: number | null, attempt: number): Failure {
  if (status >= 500 && error.code === 'unavailable') outages.add(error)
  const own = error.retryAfter === undefined ? told : 1000 * error.retryAfter
  if (error.code === 'rate_limited') {
    const pause = own ?? pauseOf(attempt)
    return { error, mayRepeat: true, wait: pause, pause }
  }
  return { error, mayRepeat: error.code === 'unavailable' && error.reason !== 'outcome_unknown', wait: own, pause: null }
}

function codeOf(status: number): ErrorCode {
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'not_found'
  if (status === 409 || status === 412) return 'conflict'
  return status >= 400 ? 'invalid' : 'bad_response'
}

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/**
 * Seconds, from a number or an HTTP date (RFC 9110 10.2.3); null without a sensible one. A date is read by the vendor's own
 * clock when the answer tells it.
 */
export function retryAfterOf({ headers }: Pick<HttpAnswer, 'headers'>): number | null {
  const given = headers['retry-after']?.trim() ?? ''
  if (/^\d{1,9}$/.test(given)) return Number(given)
  const until = dateOf(given)
  if (until === null) return null
  return Math.max(0, Math.ceil((until - (dateOf(headers.date?.trim() ?? '') ?? Date.now())) / 1000))
}

function dateOf(text: string): number | null {
  const at = httpDate.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? null : at
}

/** What the transport threw, told apart. */
export function outcomeOf(thrown: unknown): Outcome {
  if (thrown instanceof CrmError) return { kind: 'final', error: thrown }
  if (isGuardRefusal(thrown)) return { kind: 'final', error: egressRefused() }
  return { kind: 'silence', cause: harmless(thrown), sent: !isUnsent(thrown) }
}

const codeIn = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** Failures before the request was on its way: no address, no connection, no trust. */
const isUnsent = (error: unknown): boolean =>
  /^(ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG)$/.test(
    codeIn(error),
  ) || /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|UNABLE_TO_)/.test(codeIn(error))

/** The cause to keep: a parser's error holds bytes of the answer, a system's error only host and port. */
function harmless(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('Not an error')
  const what = [error.name, codeIn(error), 'syscall' in error ? error.message : ''].filter((part) => part !== '')
  const kept = new Error(what.join(' '))
  kept.stack = kept.message
  return kept
}
