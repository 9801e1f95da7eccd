// What a shop sends us: customers and orders, signed over the raw bytes with the secret of this link; and a ping without anything.
// https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { constantTimeEqual, hmac, strictBase64 } from '../../signature'
import type { ChangeHint, VendorDelivery, VendorEvent, VendorWebhook } from '../../vendor'

/**
 * WooCommerce undoes HTML's escapes in a secret before it signs: letters and digits alone stay what they are.
 * @param secret of the link, whatever signs it has
 */
export const signingSecret = (secret: string): string => createHash('sha256').update(`signed deliveries ${secret}`).digest('hex')

/** Sent when a webhook is made or saved, unsigned; without a 200 it is not made. It says nothing and changes nothing. */
const isPing = ({ headers, body }: Pick<VendorDelivery, 'headers' | 'body'>): boolean =>
  mediaType(headers) === 'application/x-www-form-urlencoded' &&
  body.length < 40 &&
  /^webhook_id=\d{1,19}$/.test(body.toString('latin1'))

const mediaType = (headers: VendorDelivery['headers']): string =>
  headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''

function verify(delivery: VendorDelivery, { secrets }: { secrets: readonly string[] }): boolean {
  if (isPing(delivery)) return true
  const given = strictBase64(delivery.headers['x-wc-webhook-signature'] ?? '')
  if (given === null) return false
  return secrets.some((secret) => secret !== '' && constantTimeEqual(given, hmac('sha256', signingSecret(secret), delivery.body)))
}

const payloadSchema = z.object({
  id: z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/)]).transform(String),
  date_modified_gmt: z.string().nullish(),
})

/** A deleted record is told by its id alone; an order that comes back or goes is read again either way. */
function kindOf(topic: string): ChangeHint['kind'] | null {
  const [resource, event] = topic.split('.')
  if (resource === 'order' && ['created', 'updated', 'deleted', 'restored'].includes(event ?? '')) return 'order'
  if (resource !== 'customer') return null
  if (event === 'created' || event === 'updated') return 'upsert'
  return event === 'deleted' ? 'delete' : null
}

/** Empty for whatever is of no use: a refusal would count as a failure, and seven switch the webhook off. */
function eventsOf(delivery: Pick<VendorDelivery, 'headers' | 'body'>): VendorEvent[] {
  const topic = delivery.headers['x-wc-webhook-topic'] ?? ''
  const kind = isPing(delivery) ? null : kindOf(topic)
  const payload = kind === null ? null : read(delivery.body)
  if (kind === null || payload === null) return []
  const { id, date_modified_gmt: modified } = payload
  // Ids of deliveries are those of a second: two orders in one share theirs. An event is what it says.
  const content = createHash('sha256').update(delivery.body).digest('hex')
  const eventId = createHash('sha256')
    .update(JSON.stringify([topic, id, modified ?? '', content]))
    .digest('hex')
  const at = new Date(/^[\d-]{10}T[\d:]{8}$/.test(modified ?? '') ? `${modified}Z` : 0)
  return [{ eventId, hints: [{ kind, externalId: id, mergedIds: [], at: Number.isNaN(at.getTime()) ? new Date(0) : at }] }]
}

function read(body: Buffer): z.output<typeof payloadSchema> | null {
  try {
    return payloadSchema.parse(JSON.parse(body.toString('utf8')))
  } catch {
    return null
  }
}

export const wooWebhook: VendorWebhook = {
  mediaTypes: ['application/json', 'application/x-www-form-urlencoded'],
  // An order with some hundred lines.
  maxBytes: 5 * 1024 * 1024,
  secret: 'connection',
  isKept: true,
  keptHeaders: ['x-wc-webhook-topic'],
  verify,
  accounts: () => [],
  parse: (delivery) => eventsOf(delivery),
  accepted: () => ({ status: 200, contentType: '', body: '' }),
}
