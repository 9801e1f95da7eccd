// What Shopify sends us: one event a request, signed with the app's client secret over the raw bytes. Neither topic, shop nor
// id are signed: nothing is believed of them that does harm, and whoever is to be forgotten is named in the body.
// https://shopify.dev/docs/apps/build/webhooks/verify-deliveries
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { normaliseEmail } from '@/lib/customers/identity'
import { CrmError } from '@/lib/shared/errors'
import { constantTimeEqual, hmac, strictBase64 } from '../../signature'
import type { ChangeHint, VendorDelivery, VendorEvent, VendorWebhook, WebhookTrust } from '../../vendor'
import { shopDomain } from './shop-address'

function verify({ headers, body }: VendorDelivery, { secrets }: WebhookTrust): boolean {
  const given = strictBase64(headers['x-shopify-hmac-sha256'] ?? '')
  if (given === null || body.length === 0) return false
  // After a change of the secret the old one signs on for an hour.
  return secrets.some((secret) => secret !== '' && constantTimeEqual(given, hmac('sha256', secret, body)))
}

/** Ids go beyond what a JavaScript number holds: they are made text before the JSON is read. */
const ids = /("(?:[^"\\]|\\.)*"\s*:\s*)(\d{15,})(?=\s*[,}\]])|"(?:[^"\\]|\\.)*"/g
const withTextIds = (json: string): string =>
  json.replace(ids, (token, name: string | undefined, digits: string | undefined) =>
    name !== undefined && digits !== undefined ? `${name}"${digits}"` : token,
  )

const id = z
  .union([z.string().regex(/^(gid:\/\/shopify\/\w+\/)?\d{1,20}$/), z.int().min(1)])
  .transform((given) => /(\d+)$/.exec(String(given))?.[1] ?? '')
const text = z.string().max(300)

/** Of every topic what is read; the rest of a body is not looked at. */
const bodySchema = z.object({
  id: id.nullish(),
  customer_id: id.nullish(),
  customerId: id.nullish(),
  admin_graphql_api_customer_kept_id: id.nullish(),
  admin_graphql_api_customer_deleted_id: id.nullish(),
  status: text.nullish(),
  updated_at: text.nullish(),
  shop_domain: text.nullish(),
  myshopify_domain: text.nullish(),
  customer: z.object({ id: id.nullish(), email: text.nullish(), phone: text.nullish() }).nullish(),
})
type Body = z.output<typeof bodySchema>

const invalid = (cause?: unknown): CrmError =>
  new CrmError('invalid', 'Not an event of Shopify', { issues: [{ path: ['body'], reason: 'format' }], cause })

function readBody(body: Buffer): Body {
  try {
    const json: unknown = JSON.parse(withTextIds(new TextDecoder('utf-8', { fatal: true }).decode(body)))
    // An order's body has a customer of many fields, and a status of its own: only what is ours must have our shape.
    return bodySchema.parse(json)
  } catch (cause) {
    throw invalid(cause)
  }
}

const topicOf = ({ headers }: VendorDelivery): string => headers['x-shopify-topic']?.trim().toLowerCase() ?? ''

/** Whoever replays a body under another shop's name is found out where the body names its shop. Null: it does not fit. */
function shopOf(delivery: VendorDelivery): string | null {
  const told = shopDomain(delivery.headers['x-shopify-shop-domain'] ?? '')
  const { shop_domain: one, myshopify_domain: other } = readBody(delivery.body)
  const signed = one ?? other
  if (signed === null || signed === undefined) return told
  const shop = shopDomain(signed)
  return told === null || told === shop ? shop : null
}

/** When it happened, as far as anybody says. */
function momentOf({ headers }: VendorDelivery, { updated_at: changed }: Body): Date {
  const at = [changed, headers['x-shopify-triggered-at']]
    .map((given) => new Date(given ?? NaN))
    .find((date) => !Number.isNaN(date.getTime()))
  return at ?? new Date()
}

type Told = Pick<ChangeHint, 'kind' | 'externalId'> & { mergedIds?: string[] }
const told = (kind: ChangeHint['kind'], externalId: string | null | undefined): Told[] => {
  if (externalId === null || externalId === undefined || externalId === '') throw invalid()
  return [{ kind, externalId }]
}

/** What a topic says of whom. Empty: nothing that is to be looked at. Throws `invalid`. */
function hintsOf(topic: string, body: Body): Told[] {
  if (topic.startsWith('orders/')) return told('order', body.id)
  if (topic === 'customers/delete') return told('delete', body.id)
  if (topic === 'customers/merge') {
    // A merge that failed, or is under way, is told too.
    if (body.status !== 'completed') return []
    const [merged] = told('merge', body.admin_graphql_api_customer_deleted_id)
    return told('merge', body.admin_graphql_api_customer_kept_id).map((one) => ({
      ...one,
      mergedIds: merged === undefined ? [] : [merged.externalId],
    }))
  }
  // Believed only of a body that names its shop, which an ordinary event's does not.
  if (topic === 'customers/redact') {
    if (body.shop_domain === null || body.shop_domain === undefined) throw invalid()
    // A buyer who never was a customer is named by his address alone.
    const { id: customerId, email, phone } = body.customer ?? {}
    const guest = normaliseEmail(email ?? '') ?? (/^\+\d{6,15}$/.test(phone ?? '') ? phone : null)
    const named = customerId ?? (guest === null || guest === undefined ? null : `guest:${guest}`)
    return named === null ? [] : told('erase', named)
  }
  if (['customers/data_request', 'shop/redact', 'app/uninstalled', 'app/scopes_update'].includes(topic)) return []
  if (/^customers?[/._]/.test(topic)) return told('upsert', body.customer_id ?? body.customerId ?? body.id)
  return []
}

function eventOf(delivery: VendorDelivery): VendorEvent {
  const body = readBody(delivery.body)
  const topic = topicOf(delivery)
  const at = momentOf(delivery, body)
  // The same delivery has the same id however often it comes; without one it is what it says.
  const given = delivery.headers['x-shopify-webhook-id'] ?? ''
  const eventId = /^[\w-]{8,100}$/.test(given)
    ? `${topic}:${given}`
    : createHash('sha256').update(topic).update('\n').update(delivery.body).digest('hex')
  return { eventId, hints: hintsOf(topic, body).map((hint) => ({ mergedIds: [], ...hint, at })) }
}

export const shopifyWebhook: VendorWebhook = {
  mediaTypes: ['application/json'],
  // An order with hundreds of lines.
  maxBytes: 4 * 1024 * 1024,
  secret: 'app',
  keptHeaders: ['x-shopify-topic', 'x-shopify-shop-domain', 'x-shopify-webhook-id', 'x-shopify-triggered-at'],
  verify,
  accounts: (delivery) => [shopOf(delivery)].flatMap((shop) => shop ?? []),
  parse: (delivery, accountId) => (shopOf(delivery) === accountId ? [eventOf(delivery)] : []),
  accepted: () => ({ status: 200, contentType: '', body: '' }),
}
