// /wc/v3/webhooks of the fake, and their deliveries: signed, never repeated, switched off after too many failures.
// https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php
import { createHash, createHmac } from 'node:crypto'
import { choice, type FakeAnswer, type FakeRequest, fields, paged, refuseParam } from './fake-rest'
import { type FakeShop, type FakeWebhook, gmt, local, nextId, Refusal } from './fake-shop'

const base = '/wp-json/wc/v3/webhooks'
const topicPattern = /^(customer|order|product|coupon)\.(created|updated|deleted|restored)$/
const statuses = ['active', 'paused', 'disabled']

export interface Delivery {
  webhookId: number
  topic: string
  status: number | 'silence'
}

export class FakeDeliveries {
  readonly #shop: FakeShop
  readonly #url: () => string
  readonly #open = new Set<Promise<void>>()
  readonly log: Delivery[] = []

  constructor(shop: FakeShop, url: () => string) {
    this.#shop = shop
    this.#url = url
  }

  /** Resolves once everything on its way has arrived. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open)
  }

  tell(topic: string, payload: unknown): void {
    for (const webhook of this.#shop.webhooks.values()) if (webhook.topic === topic && webhook.status === 'active') this.#run(this.deliver(webhook, payload))
  }

  ping(webhook: FakeWebhook): void {
    this.#run(this.#post(webhook, `webhook_id=${webhook.id}`, { 'content-type': 'application/x-www-form-urlencoded' }).then(() => undefined))
  }

  #run(work: Promise<void>): void {
    const kept: Promise<void> = work.finally(() => this.#open.delete(kept))
    this.#open.add(kept)
  }

  /** @param body instead of the payload as it is written; for tests that send what a shop would not */
  async deliver(webhook: FakeWebhook, payload: unknown, body = phpJson(payload)): Promise<void> {
    const [resource = '', event = ''] = webhook.topic.split('.')
    const second = Math.floor(this.#shop.now() / 1000)
    const status = await this.#post(webhook, body, {
      'content-type': 'application/json',
      'x-wc-webhook-source': `${this.#url()}/`,
      'x-wc-webhook-topic': webhook.topic,
      'x-wc-webhook-resource': resource,
      'x-wc-webhook-event': event,
      'x-wc-webhook-signature': sign(webhook.secret, body),
      'x-wc-webhook-id': String(webhook.id),
      // Of the second, not of the delivery.
      'x-wc-webhook-delivery-id': createHash('md5').update(`${webhook.id}${second}`).digest('hex'),
    })
    this.log.push({ webhookId: webhook.id, topic: webhook.topic, status })
    if (typeof status === 'number' && status >= 200 && status <= 302) webhook.failures = 0
    else if (webhook.failures > 5) webhook.status = 'disabled'
    else webhook.failures += 1
  }

  async #post({ deliveryUrl }: FakeWebhook, body: string, headers: Record<string, string>): Promise<number | 'silence'> {
    const init = { method: 'POST', body, headers: { 'user-agent': 'WooCommerce/10.3.4 Hookshot (WordPress/6.9)', ...headers }, redirect: 'manual' as const }
    return fetch(deliveryUrl, init).then(
      ({ status }) => status,
      () => 'silence',
    )
  }
}

/** HTML's escapes in the secret are undone first. */
export const sign = (secret: string, body: string): string =>
  createHmac('sha256', secret.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#039;', "'").replaceAll('&amp;', '&')).update(body).digest('base64')

/** wp_json_encode(): slashes and whatever is not ASCII are escaped. */
export const phpJson = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (sign_) => `\\u${sign_.charCodeAt(0).toString(16).padStart(4, '0')}`)

export function answerWebhooks(shop: FakeShop, deliveries: FakeDeliveries, request: FakeRequest, url: string): FakeAnswer | null {
  const { method, path, query } = request
  if (path === base && method === 'GET') {
    choice(query, 'status', 'all', ['all', ...statuses])
    choice(query, 'orderby', 'date', ['date', 'id', 'title'])
    const all = [...shop.webhooks.values()].sort((a, b) => a.id - b.id)
    return paged(all, request, url, (one) => webhookView(one, url))
  }
  if (path === base && method === 'POST') {
    const webhook = create(shop, fields(request.body))
    deliveries.ping(webhook)
    return { status: 201, body: webhookView(webhook, url), headers: { location: `${url}${base}/${webhook.id}` } }
  }
  const id = new RegExp(`^${base}/(\\d+)$`).exec(path)?.[1]
  if (id === undefined) return null
  const webhook = shop.webhooks.get(Number(id))
  if (webhook === undefined) throw new Refusal(404, 'woocommerce_rest_shop_webhook_invalid_id', 'ID non valide.')
  if (method === 'GET') return { status: 200, body: webhookView(webhook, url) }
  if (method === 'DELETE') {
    if (query.get('force') !== 'true') throw new Refusal(501, 'woocommerce_rest_trash_not_supported', 'Les webhooks ne peuvent pas être mis à la corbeille.')
    shop.webhooks.delete(webhook.id)
    return { status: 200, body: webhookView(webhook, url) }
  }
  const { status, secret } = fields(request.body)
  if (typeof status === 'string') {
    if (!statuses.includes(status)) throw refuseParam('status')
    Object.assign(webhook, { status })
    if (status === 'active') webhook.failures = 0
  }
  if (typeof secret === 'string' && secret !== '') webhook.secret = secret
  webhook.modifiedAt = shop.now()
  deliveries.ping(webhook)
  return { status: 200, body: webhookView(webhook, url) }
}

function create(shop: FakeShop, body: Record<string, unknown>): FakeWebhook {
  const { topic, delivery_url: to, name, secret } = body
  if (typeof topic !== 'string' || !topicPattern.test(topic)) throw new Refusal(400, 'woocommerce_rest_shop_webhook_invalid_topic', 'Le sujet est nécessaire.')
  if (typeof to !== 'string' || !/^https?:\/\//.test(to)) throw new Refusal(400, 'woocommerce_rest_shop_webhook_invalid_delivery_url', 'L’URL est nécessaire.')
  const at = shop.now()
  const webhook: FakeWebhook = {
    ...{ id: nextId(), name: typeof name === 'string' ? name : 'Webhook', status: 'active', topic, deliveryUrl: to, failures: 0 },
    secret: typeof secret === 'string' && secret !== '' ? secret : 'set by chance & never told',
    ...{ createdAt: at, modifiedAt: at },
  }
  shop.webhooks.set(webhook.id, webhook)
  return webhook
}

const webhookView = (webhook: FakeWebhook, url: string): Record<string, unknown> => {
  const [resource, event] = webhook.topic.split('.')
  return {
    ...{ id: webhook.id, name: webhook.name, status: webhook.status, topic: webhook.topic, resource, event },
    hooks: [`woocommerce_${event ?? ''}_${resource ?? ''}`],
    delivery_url: webhook.deliveryUrl,
    date_created: local(webhook.createdAt),
    date_created_gmt: gmt(webhook.createdAt),
    date_modified: local(webhook.modifiedAt),
    date_modified_gmt: gmt(webhook.modifiedAt),
    _links: { self: [{ href: `${url}${base}/${webhook.id}` }], collection: [{ href: `${url}${base}` }] },
  }
}
