// The one way out to a vendor's API: time limits, Retry-After, retries, breaker, budget, size caps, egress guard.
import type { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { Access, AccessGrant } from './access'
import { accountsOfThisProcess, type HttpAccounts } from './http-accounts'
import { realTools, sendPatiently, type HttpTools } from './http-send'

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
  /** A header of the vendor's own, in lower case, that holds the token alone, beside `authorization` or instead of it. */
  tokenHeader?: string
  json?: unknown
  form?: Readonly<Record<string, string>>
  text?: { body: string; contentType: string }
  /** Which limit counts it; default `default`. */
  bucket?: string
  /**
   * Whether sending it again after a failure that leaves its effect open does no harm. Default: true for GET, PUT and
   * DELETE, false for POST and PATCH. Refusals that surely had no effect (401, 408, 425, 429, 503 with Retry-After, a
   * connection that was not made) are repeated anyway.
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
  /**
   * The Authorization header of one attempt; null: none. Absent: the token as a bearer's. What it throws ends the call.
   */
  authorization?(grant: AccessGrant, attempt: { method: HttpRequest['method']; url: URL }): string | null
  /** Whether requests, with their token, may go to this address at all. Checked before every request and redirect. */
  allows(url: URL): boolean
  /** Origins that the operator set (`vendorEnvironment`): only these may be http or resolve to a private address. */
  ownOrigins: readonly string[]
  /** By bucket; `default` must be there. The most that any account of the vendor may ask. */
  limits: Readonly<Record<string, Limit>> & { default: Limit }
  /**
   * What an answer's headers say of this account's own limits, by bucket; null or left out: nothing. One below `limits` holds
   * from then on, until another is told; one above does not. With it, a bucket whose limit is not known yet is begun slowly.
   */
  learnLimits?(headers: HttpAnswer['headers']): Readonly<Record<string, Limit>> | null
  /** Milliseconds for one attempt. */
  timeout: number
  priority: Priority
  /** Largest answer in bytes, default 10 MiB; a larger one is `bad_response`. */
  maxBytes?: number
  /** The vendor's own reading of a refusal. Null: by the status alone. The error must not quote the body. */
  refusal?(answer: HttpAnswer, request: HttpRequest): CrmError | null
}

/**
 * Throws CrmError: `auth_expired` (401 that a renewed token did not mend), `forbidden` (403), `not_found` (404, 410),
 * `conflict` (409, 412), `invalid` (other 4xx), `rate_limited` (429 past the attempts or with a long Retry-After, or the
 * budget is used up; `retryAfter` in seconds), `unavailable` (5xx, 408, 425, timeout, broken connection, open breaker;
 * reason `outcome_unknown` when a request that is not repeatable may have had its effect), `bad_response` (not JSON, not
 * UTF-8, wrong shape, too large; reason `redirected` for a redirect elsewhere), `forbidden` with reason `egress_refused` (nothing was sent).
 */
export interface VendorHttp {
  send(request: HttpRequest): Promise<HttpAnswer>
  /** `send`, then JSON, then `schema`. */
  read<S extends z.ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>>
}

/**
 * Calls of all systems of an account share one budget and one breaker in this process. `tools` and `accounts` are for
 * tests: their own clock and memory.
 */
export function createVendorHttp(
  config: VendorHttpConfig,
  tools: HttpTools = realTools,
  accounts: HttpAccounts = accountsOfThisProcess,
): VendorHttp {
  const send = (request: HttpRequest): Promise<HttpAnswer> => {
    const account = accounts.of(config.vendor, config.account)
    return account.guard((attempts) =>
      sendPatiently(config, request, { budget: account.budget(config, request.bucket), account, attempts }, tools),
    )
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
