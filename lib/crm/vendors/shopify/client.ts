// Shopify's one call: an operation's text and its values out, parsed data in; points waited for, errors at HTTP 200 read.
import type { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import type { Access } from '../../access'
import { createVendorHttp, type HttpAnswer, parseAnswer, type Priority, type VendorHttp } from '../../http'
import { apiVersion, graphqlPath } from './api-version'
import { bucketOf, type CostBucket } from './cost-bucket'
import type { Operation } from './operations'
import { errorOf, isThrottled, refusalOf } from './refusal'
import { type Envelope, envelopeSchema } from './schema'

export interface ClientConfig {
  access: Access
  account: string
  priority: Priority
  /** The address of the shop's API where the grant names none. */
  apiUrl: string | null
  ownOrigins: readonly string[]
  /** Whether a token may go there. */
  allows: (url: URL) => boolean
  timeout: number
}

/** Goes at a call that Shopify throttles although the points seemed to be there: another process uses the same bucket. */
const mostGoes = 6

/** Shops whose other version was told in the log. */
const warned = new Set<string>()

/** Failures are CrmErrors as lib/crm/http.ts says them; `customer_data_hidden`, `shop_frozen` and `shop_gone` are Shopify's own. */
export class ShopifyClient {
  readonly ownOrigins: readonly string[]
  readonly #account: string
  readonly #http: VendorHttp
  readonly #priority: Priority
  readonly #bucket: CostBucket

  constructor({ account, priority, access, apiUrl, allows, ownOrigins, timeout }: ClientConfig) {
    this.ownOrigins = ownOrigins
    this.#account = account
    this.#priority = priority
    this.#bucket = bucketOf(account)
    this.#http = createVendorHttp({
      vendor: 'shopify',
      account,
      access,
      apiUrl: (grant) => grant.apiUrl ?? apiUrl ?? '',
      authorization: () => null,
      allows,
      ownOrigins,
      // Points are what counts there; this only keeps a burst within reason.
      limits: { default: { requests: 100, per: 1_000 } },
      timeout,
      priority,
      refusal: refusalOf,
    })
  }

  /** `data` of the answer by its schema. */
  async run<S extends z.ZodType>(operation: Operation, schema: S, variables: Record<string, unknown> = {}): Promise<z.output<S>> {
    for (let go = 1; ; go++) {
      const envelope = await this.#send(operation, variables)
      if (isThrottled(envelope)) {
        // It had no effect, and the bucket now knows how long to wait.
        if (go < mostGoes) continue
        throw new CrmError('rate_limited', 'Shopify asks to slow down', { retryAfter: 5 })
      }
      const error = errorOf(envelope)
      if (error !== null) throw error
      const parsed = schema.safeParse(envelope.data)
      if (parsed.success) return parsed.data
      const where = parsed.error.issues.map(
        ({ path, code }) => `${path.map((part) => (typeof part === 'number' ? '#' : String(part))).join('.')} ${code}`,
      )
      throw new CrmError('bad_response', `Shopify answered ${operation.name} in another shape: ${where.slice(0, 3).join(', ')}`)
    }
  }

  async #send({ name, text, repeatable }: Operation, variables: Record<string, unknown>): Promise<Envelope> {
    // The same call costs by the size of its page.
    const points = await this.#bucket.take(`${name} ${JSON.stringify(variables.first ?? null)}`, this.#priority)
    let envelope: Envelope | null = null
    try {
      const answer = await this.#http.send({
        method: 'POST',
        path: graphqlPath,
        tokenHeader: 'x-shopify-access-token',
        json: { query: text, operationName: name, variables },
        repeatable,
      })
      this.#noticeVersion(answer)
      envelope = parseAnswer('shopify', envelopeSchema, answer)
      return envelope
    } finally {
      const cost = envelope?.extensions?.cost
      points.settle(cost?.requestedQueryCost ?? null, cost?.throttleStatus ?? null)
    }
  }

  /** A version that has died is answered for by another one, and nothing else says so. */
  #noticeVersion({ headers }: HttpAnswer): void {
    const answered = headers['x-shopify-api-version']
    if (answered === undefined || answered === apiVersion || warned.has(this.#account)) return
    if (warned.size > 1_000) warned.clear()
    warned.add(this.#account)
    log().warn({ vendor: 'shopify', account: this.#account, asked: apiVersion, answered }, 'Shopify answers in another version')
  }
}
