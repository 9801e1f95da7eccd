// The one way out to a vendor's API: time limits, Retry-After, retries, breaker, budget, size caps, egress guard.
import { type CircuitBreakerPolicy, circuitBreaker, ConsecutiveBreaker, handleWhen, isBrokenCircuitError } from 'cockatiel'
import type { z } from 'zod'
import { CrmError, type ErrorCode } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import type { Access, AccessGrant } from './access'
import { Budget } from './budget'
import { egressRefused, isGuardRefusal } from './egress'
import { exchange } from './http-exchange'

/** Interactive: a person waits. Background: a job; it leaves room for the others. */
export type Priority = 'interactive' | 'background'

/** A limit the vendor states: at most `requests` in any window of `per` milliseconds. */
export interface Limit {
  requests: number
  per: number
}

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** A path on the API's address (`/crm/…`), already encoded. */
  path: string
  query?: Readonly<Record<string, string | undefined>>
  headers?: Readonly<Record<string, string>>
  json?: unknown
  form?: Readonly<Record<string, string>>
  text?: { body: string; contentType: string }
  /** Which limit counts it; default `default`. */
  bucket?: string
  /**
   * Whether sending it again after a failure that leaves its effect open does no harm. Default: true for GET, PUT and
   * DELETE, false for POST and PATCH. Refusals that surely had no effect (401, 429, 503 with Retry-After) are repeated anyway.
   */
  repeatable?: boolean
  /** Statuses beside 2xx that are answers here and not failures. */
  accept?: readonly number[]
}

export interface HttpAnswer {
  status: number
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
  body: string
}

export interface VendorHttpConfig {
  /** For logs and error params. */
  vendor: string
  /** Whose budget and breaker: one a connection, shared by all its systems in this process. */
  account: string
  access: Access
  /** The address of the API for this grant, without a slash at the end. */
  apiUrl(grant: AccessGrant): string
  /** Whether requests, with their token, may go to this address at all. Checked before every request and redirect. */
  allows(url: URL): boolean
  /** Origins that the operator set (`vendorEnvironment`): only these may be http or resolve to a private address. */
  ownOrigins: readonly string[]
  /** By bucket; `default` must be there. */
  limits: Readonly<Record<string, Limit>> & { default: Limit }
  /** Milliseconds for one attempt. */
  timeout: number
  priority: Priority
  /** Largest answer in bytes, default 10 MiB; a larger one is `bad_response`. */
  maxBytes?: number
  /** The vendor's own reading of a refusal. Null: by the status alone. The error must not quote the body. */
  refusal?(answer: HttpAnswer): CrmError | null
}

/**
 * Throws CrmError: `auth_expired` (401 that a renewed token did not mend), `forbidden` (403), `not_found` (404, 410),
 * `conflict` (409, 412), `invalid` (other 4xx), `rate_limited` (429 past the attempts or with a long Retry-After;
 * `retryAfter` in seconds), `unavailable` (5xx, timeout, broken connection, open breaker; reason `outcome_unknown` when a
 * request that is not repeatable may have had its effect), `bad_response` (not JSON, wrong shape, too large).
 */
export interface VendorHttp {
  send(request: HttpRequest): Promise<HttpAnswer>
  /** `send`, then JSON, then `schema`. */
  read<S extends z.ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>>
}

const mostAttempts = 4
/** Failures in a row after which an account's calls are refused here, and for how many milliseconds. */
const breakerPatience = 12
const breakerRest = 10_000
/** Milliseconds that a caller waits for the vendor's "not now" at most. */
const patience: Record<Priority, number> = { interactive: 5_000, background: 60_000 }

interface Account {
  budgets: Map<string, Budget>
  breaker: CircuitBreakerPolicy
}

/** By vendor and account; the ones used longest ago are forgotten. */
const accounts = new Map<string, Account>()
const mostAccounts = 2_000

function accountOf({ vendor, account }: VendorHttpConfig): Account {
  const key = `${vendor} ${account}`
  const known = accounts.get(key) ?? {
    budgets: new Map<string, Budget>(),
    breaker: circuitBreaker(
      handleWhen((error) => error instanceof CrmError && error.code === 'unavailable'),
      { halfOpenAfter: breakerRest, breaker: new ConsecutiveBreaker(breakerPatience) },
    ),
  }
  accounts.delete(key)
  accounts.set(key, known)
  const [oldest] = accounts.keys()
  if (accounts.size > mostAccounts && oldest !== undefined) accounts.delete(oldest)
  return known
}

function budgetOf(config: VendorHttpConfig, bucket = 'default'): Budget {
  const { budgets } = accountOf(config)
  const known = budgets.get(bucket) ?? new Budget(config.limits[bucket] ?? config.limits.default)
  budgets.set(bucket, known)
  return known
}

/** Requests of a connection's window that were used, by bucket: for the sync screen. */
export function budgetUse(vendor: string, account: string): Record<string, { used: number; of: number }> {
  const budgets = accounts.get(`${vendor} ${account}`)?.budgets ?? new Map<string, Budget>()
  return Object.fromEntries([...budgets].map(([bucket, budget]) => [bucket, budget.used()]))
}

export function createVendorHttp(config: VendorHttpConfig): VendorHttp {
  const send = async (request: HttpRequest): Promise<HttpAnswer> => {
    try {
      return await accountOf(config).breaker.execute(() => sendPatiently(config, request))
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error
      throw new CrmError('unavailable', `${config.vendor} does not answer; it is left alone for a moment`, {
        retryAfter: breakerRest / 1000,
      })
    }
  }
  return {
    send,
    read: async (schema, request) => parseAnswer(config.vendor, schema, await send(request)),
  }
}

/** The JSON of an answer by its schema. Throws `bad_response`, which quotes nothing of it. */
export function parseAnswer<S extends z.ZodType>(vendor: string, schema: S, answer: HttpAnswer): z.output<S> {
  let json: unknown
  try {
    json = JSON.parse(answer.body)
  } catch {
    throw new CrmError('bad_response', `${vendor} answered ${answer.status} with something that is no JSON`)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues.map(
    ({ path, code }) => `${path.map((part) => (typeof part === 'number' ? '#' : String(part))).join('.')} ${code}`,
  )
  throw new CrmError('bad_response', `${vendor} answered ${answer.status} with another shape: ${where.slice(0, 3).join(', ')}`)
}

async function sendPatiently(config: VendorHttpConfig, request: HttpRequest): Promise<HttpAnswer> {
  const budget = budgetOf(config, request.bucket)
  const repeatable = request.repeatable ?? !['POST', 'PATCH'].includes(request.method)
  let grant = await config.access.current()
  let renewed = false
  for (let attempt = 1; ; attempt++) {
    await budget.take(config.priority)
    const outcome = await attemptOnce(config, request, grant, attempt)
    const answer = outcome.answer
    if (answer !== null && (isFine(answer.status) || (request.accept ?? []).includes(answer.status))) return answer
    const refusal = answer === null ? null : (config.refusal?.(answer) ?? null)
    if (answer?.status === 401 && refusal === null) {
      if (renewed) throw new CrmError('auth_expired', `${config.vendor} refuses the renewed token`)
      grant = await config.access.renew(grant)
      renewed = true
      continue
    }
    const failure = failureOf(config.vendor, outcome, refusal, repeatable)
    if (failure.pause) budget.pause(1000 * (failure.error.retryAfter ?? 1))
    const wait = failure.error.retryAfter === undefined ? backoff(attempt) : 1000 * failure.error.retryAfter
    if (!failure.mayRepeat || attempt >= mostAttempts || wait > patience[config.priority]) throw failure.error
    await new Promise((resolve) => setTimeout(resolve, wait))
  }
}

/** Full jitter, so that callers that failed together do not come back together. Milliseconds. */
const backoff = (attempt: number): number => Math.random() * 200 * 2 ** attempt

const isFine = (status: number): boolean => status >= 200 && status < 300

interface Failure {
  error: CrmError
  mayRepeat: boolean
  /** Whether the vendor asks everybody on this budget to wait. */
  pause: boolean
}

function failureOf(vendor: string, outcome: Outcome, refusal: CrmError | null, repeatable: boolean): Failure {
  const { answer } = outcome
  if (answer === null) {
    const unknown = outcome.sent && !repeatable
    const error =
      outcome.error ?? new CrmError('unavailable', `${vendor} does not answer`, unknown ? { reason: 'outcome_unknown' } : {})
    return { error, mayRepeat: error.code === 'unavailable' && !unknown, pause: false }
  }
  const { status } = answer
  const retryAfter = retryAfterOf(answer)
  const told = retryAfter === null ? {} : { retryAfter }
  if (refusal !== null)
    return {
      error: refusal,
      // A vendor's own "not now" had no effect; its other refusals are final.
      mayRepeat: refusal.code === 'rate_limited' || (refusal.code === 'unavailable' && refusal.reason !== 'outcome_unknown'),
      pause: refusal.code === 'rate_limited',
    }
  if (status === 429)
    return { error: new CrmError('rate_limited', `${vendor} asks to slow down`, told), mayRepeat: true, pause: true }
  if (status >= 500) {
    const safe = repeatable || (status === 503 && retryAfter !== null)
    const details = safe ? told : { ...told, reason: 'outcome_unknown' }
    return { error: new CrmError('unavailable', `${vendor} answered ${status}`, details), mayRepeat: safe, pause: false }
  }
  return { error: new CrmError(codeOf(status), `${vendor} answered ${status}`), mayRepeat: false, pause: false }
}

function codeOf(status: number): ErrorCode {
  if (status === 403) return 'forbidden'
  if (status === 404 || status === 410) return 'not_found'
  if (status === 409 || status === 412) return 'conflict'
  return status >= 400 ? 'invalid' : 'bad_response'
}

/** Seconds, from a number or an HTTP date; null without a sensible one. */
function retryAfterOf({ headers }: HttpAnswer): number | null {
  const given = headers['retry-after']?.trim() ?? ''
  if (/^\d{1,9}$/.test(given)) return Number(given)
  const date = Date.parse(given)
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - Date.now()) / 1000))
}

interface Outcome {
  answer: HttpAnswer | null
  /** The failure when there is no answer and it is not plain silence. */
  error: CrmError | null
  /** Whether the request may have reached the vendor. */
  sent: boolean
}

async function attemptOnce(
  config: VendorHttpConfig,
  request: HttpRequest,
  grant: AccessGrant,
  attempt: number,
): Promise<Outcome> {
  const started = performance.now()
  let outcome: Outcome
  try {
    outcome = { answer: await exchange(config, request, grant), error: null, sent: true }
  } catch (cause) {
    if (cause instanceof CrmError) outcome = { answer: null, error: cause, sent: true }
    else if (isGuardRefusal(cause)) outcome = { answer: null, error: egressRefused(), sent: false }
    else outcome = { answer: null, error: null, sent: !isUnsent(cause) }
  }
  log().debug(
    {
      vendor: config.vendor,
      account: config.account,
      method: request.method,
      path: patternOf(request.path),
      status: outcome.answer?.status ?? 'none',
      ms: Math.round(performance.now() - started),
      attempt,
    },
    'vendor request',
  )
  return outcome
}

/** Segments that may name a person or a record are hidden. */
const patternOf = (path: string): string =>
  path
    .split('?')[0]
    ?.split('/')
    .map((part) => (/[^a-z0-9_.-]|\d{3}|^[A-Za-z0-9]{15,}$/i.test(part) ? ':id' : part))
    .join('/') ?? ''

/** Failures before the request was on its way. */
const isUnsent = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'].includes(
    String(error.code),
  )
