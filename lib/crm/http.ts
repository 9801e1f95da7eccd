// The one way out to a vendor's API: time limits, Retry-After, retries, breaker, budget, size caps, egress guard.
import type { z } from 'zod'
import type { CrmError } from '@/lib/shared/errors'
import type { Access, AccessGrant } from './access'

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

export function createVendorHttp(config: VendorHttpConfig): VendorHttp {
  throw new Error(`not there yet: ${config.vendor}`)
}
