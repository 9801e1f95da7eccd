// WooCommerce's calls, one method each: path and verb in, parsed objects out.
// https://developer.woocommerce.com/docs/apis/rest-api/
import { z } from 'zod'
import type { Access } from '../../access'
import { createVendorHttp, type HttpAnswer, type HttpRequest, parseAnswer, type Priority, type VendorHttp } from '../../http'
import { basicHeader, oauthHeader } from './authorization'
import { bodyJson } from './body-json'
import { apiMissing, codeOf, refusalOf } from './refusal'
import {
  batchSchema,
  type BatchRowAnswer,
  customerSchema,
  indexSchema,
  orderSchema,
  webhookSchema,
  type WooCustomer,
  type WooOrder,
  type WooWebhook,
} from './schema'
import { isStoreUrl, ownOrigins, schemeOf, storeUrl } from './store-url'

export interface ClientConfig {
  access: Access
  account: string
  priority: Priority
  timeout: number
}

/** Rows of one page, and of one batch. */
export const mostRows = 100

const api = '/wp-json/wc/v3'
/** Where nobody is asked who they are: WordPress would take the keys for a password of its own and refuse them. */
const index = '/wp-json/'

export type Query = Readonly<Record<string, string | undefined>>

export interface Rows<T> {
  rows: T[]
  /** Rows of all pages, as the shop counts them now; null when it does not say. */
  total: number | null
}

const seen = <S extends z.ZodType>(schema: S, answer: HttpAnswer): z.output<S> =>
  parseAnswer('woocommerce', schema, { ...answer, body: bodyJson(answer.body) })

/** Failures are CrmErrors as lib/crm/http.ts says them; `params.code` is WooCommerce's own word. */
export class WooClient {
  readonly #http: VendorHttp

  constructor(config: ClientConfig) {
    this.#http = createVendorHttp({
      vendor: 'woocommerce',
      account: config.account,
      access: config.access,
      // A link keeps what was typed.
      apiUrl: ({ apiUrl }) => storeUrl(apiUrl ?? '') ?? '',
      authorization: ({ accessToken }, { method, url }) => {
        if (url.pathname.endsWith(index)) return null
        return schemeOf(url) === 'basic' ? basicHeader(accessToken) : oauthHeader(accessToken, { method, url })
      },
      allows: isStoreUrl,
      ownOrigins: ownOrigins(),
      // WooCommerce states none; a shop's own hosting should not notice us.
      limits: { default: { requests: 200, per: 10_000 } },
      timeout: config.timeout,
      priority: config.priority,
      // A hundred orders with a hundred lines each.
      maxBytes: 25 * 1024 * 1024,
      refusal: refusalOf,
    })
  }

  async index(): Promise<z.output<typeof indexSchema>> {
    return seen(indexSchema, await this.#http.send({ method: 'GET', path: index, query: { _fields: 'name,namespaces' } }))
  }

  async customer(id: string): Promise<WooCustomer | null> {
    return this.#orNull(customerSchema, { method: 'GET', path: `${api}/customers/${id}`, accept: [404] })
  }

  /** Of every role, by id unless the query says otherwise. At most a hundred. */
  async customers(query: Query): Promise<Rows<WooCustomer>> {
    return this.#rows(customerSchema, `${api}/customers`, { orderby: 'id', order: 'asc', role: 'all', per_page: '100', ...query })
  }

  async createCustomer(body: Record<string, unknown>): Promise<WooCustomer> {
    return seen(customerSchema, await this.#http.send({ method: 'POST', path: `${api}/customers`, json: body }))
  }

  /** A repetition sets the same values again. Throws `not_found`. */
  async updateCustomer(id: string, body: Record<string, unknown>): Promise<WooCustomer> {
    return seen(customerSchema, await this.#http.send({ method: 'PUT', path: `${api}/customers/${id}`, json: body }))
  }

  /** The account is gone for good; its orders stay. One that is gone already stays so. */
  async deleteCustomer(id: string): Promise<void> {
    const answer = await this.#http.send({
      method: 'DELETE',
      path: `${api}/customers/${id}`,
      query: { force: 'true' },
      accept: [404],
    })
    needRecord(answer)
  }

  /** At most a hundred rows in all, each with its own result. */
  async batchCustomers(rows: { create: Record<string, unknown>[] }): Promise<{ create: BatchRowAnswer[] }> {
    return seen(batchSchema, await this.#http.send({ method: 'POST', path: `${api}/customers/batch`, json: rows }))
  }

  async order(id: string): Promise<WooOrder | null> {
    return this.#orNull(orderSchema, { method: 'GET', path: `${api}/orders/${id}`, query: decimals, accept: [404] })
  }

  /** At most a hundred. */
  async orders(query: Query): Promise<Rows<WooOrder>> {
    return this.#rows(orderSchema, `${api}/orders`, { ...decimals, per_page: '100', ...query })
  }

  async webhooks(page: number): Promise<WooWebhook[]> {
    const query = { per_page: '100', page: String(page), orderby: 'id', order: 'asc' }
    return (await this.#rows(webhookSchema, `${api}/webhooks`, query)).rows
  }

  async createWebhook(body: { name: string; topic: string; delivery_url: string; secret: string }): Promise<WooWebhook> {
    return seen(webhookSchema, await this.#http.send({ method: 'POST', path: `${api}/webhooks`, json: body }))
  }

  async updateWebhook(id: string, body: { status?: 'active'; secret?: string }): Promise<WooWebhook> {
    return seen(webhookSchema, await this.#http.send({ method: 'PUT', path: `${api}/webhooks/${id}`, json: body }))
  }

  async deleteWebhook(id: string): Promise<void> {
    const path = `${api}/webhooks/${id}`
    needRecord(await this.#http.send({ method: 'DELETE', path, query: { force: 'true' }, accept: [404] }))
  }

  async #orNull<S extends z.ZodType>(schema: S, request: HttpRequest): Promise<z.output<S> | null> {
    const answer = await this.#http.send(request)
    needRecord(answer)
    return answer.status === 404 ? null : seen(schema, answer)
  }

  async #rows<S extends z.ZodType>(schema: S, path: string, query: Query): Promise<Rows<z.output<S>>> {
    const answer = await this.#http.send({ method: 'GET', path, query })
    const total = answer.headers['x-wp-total'] ?? ''
    return { rows: seen(z.array(schema), answer), total: /^\d{1,12}$/.test(total) ? Number(total) : null }
  }
}

/** Decimals of the amounts: as many as any currency has, whatever the shop shows. */
const decimals = { dp: '3' }

/** A 404 of the web server says nothing about the record. */
function needRecord(answer: HttpAnswer): void {
  if (answer.status !== 404) return
  const code = codeOf(answer)
  if (code === null || code === 'rest_no_route') throw apiMissing()
}
