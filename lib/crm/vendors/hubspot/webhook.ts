// What HubSpot sends us: batches of events, signed with the app's client secret over the raw bytes.
// https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { constantTimeEqual, hmac, strictBase64 } from '../../signature'
import type { ChangeHint, VendorDelivery, VendorEvent, VendorWebhook } from '../../vendor'

/** Milliseconds to either side of now. */
const tolerance = 300_000

/** HubSpot signs the address with these escapes undone, and no others. */
const undone: Readonly<Record<string, string>> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
}
export const signedUrl = (url: string): string =>
  url.replace(/%[0-9A-Fa-f]{2}/g, (escape) => undone[escape.toUpperCase()] ?? escape)

function verify({ method, url, headers, body }: VendorDelivery, { secrets }: { secrets: readonly string[] }, now: Date): boolean {
  const { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp } = headers
  if (signature === undefined || timestamp === undefined || body.length === 0) return false
  const given = strictBase64(signature)
  if (given === null || !/^\d{12,15}$/.test(timestamp) || Math.abs(now.getTime() - Number(timestamp)) > tolerance) return false
  return secrets.some(
    (secret) => secret !== '' && constantTimeEqual(given, hmac('sha256', secret, method, signedUrl(url), body, timestamp)),
  )
}

/** Ids go beyond what a JavaScript number holds: they are made text before the JSON is read. */
const idNames = [
  'objectId',
  'primaryObjectId',
  'newObjectId',
  'portalId',
  'eventId',
  'subscriptionId',
  'appId',
  'fromObjectId',
  'toObjectId',
]
/** A text, or a bare id after one of the names: whichever comes first, so that nothing inside a text is taken for a name. */
const tokens = new RegExp(
  `("(?:${idNames.join('|')})"\\s*:\\s*)(\\d+)|"mergedObjectIds"\\s*:\\s*\\[[\\d\\s,]*\\]|"(?:[^"\\\\]|\\\\.)*"`,
  'g',
)
const withTextIds = (json: string): string =>
  json.replace(tokens, (token, name: string | undefined, digits: string | undefined) => {
    if (name !== undefined && digits !== undefined) return `${name}"${digits}"`
    return token.startsWith('"mergedObjectIds"') && token.endsWith(']') ? token.replace(/\d+/g, '"$&"') : token
  })

const id = z.union([z.string(), z.int()]).transform(String)
const eventSchema = z.object({
  portalId: id,
  subscriptionType: z.string().optional(),
  eventType: z.string().optional(),
  objectTypeId: z.string().optional(),
  objectId: id.optional(),
  occurredAt: z.int().min(0),
  propertyName: z.string().optional(),
  propertyValue: z.unknown().optional(),
  primaryObjectId: id.optional(),
  newObjectId: id.optional(),
  mergedObjectIds: z.array(id).default([]),
})
type Event = z.output<typeof eventSchema>

function readEvents(body: Buffer): Event[] {
  try {
    const text = withTextIds(body.toString('utf8'))
    return z.array(eventSchema).min(1).max(1_000).parse(JSON.parse(text))
  } catch (cause) {
    throw new CrmError('invalid', 'Not a batch of HubSpot’s events', { issues: [{ path: ['body'], reason: 'format' }], cause })
  }
}

/** `contact.creation`, or `object.creation` of contacts (type 0-1). Null for what is none of ours. */
function kindOf({ subscriptionType, eventType, objectTypeId }: Event): ChangeHint['kind'] | null {
  const [subject, what] = (subscriptionType ?? eventType ?? '').split('.')
  if (subject !== 'contact' && !(subject === 'object' && (objectTypeId === undefined || objectTypeId === '0-1'))) return null
  if (what === 'creation' || what === 'propertyChange' || what === 'restore') return 'upsert'
  if (what === 'deletion') return 'delete'
  if (what === 'merge') return 'merge'
  return what === 'privacyDeletion' ? 'erase' : null
}

function eventOf(event: Event): VendorEvent | null {
  const kind = kindOf(event)
  const survivor = event.newObjectId ?? event.primaryObjectId ?? event.objectId
  const externalId = kind === 'merge' ? survivor : event.objectId
  if (kind === null || externalId === undefined) return null
  const merged =
    kind === 'merge' ? [...event.mergedObjectIds, ...(event.primaryObjectId === undefined ? [] : [event.primaryObjectId])] : []
  // Event ids are not unique: an event is what it says.
  const content = [
    event.portalId,
    kind,
    event.subscriptionType,
    event.eventType,
    externalId,
    event.occurredAt,
    event.propertyName,
    event.propertyValue,
    merged,
  ]
  return {
    eventId: createHash('sha256').update(JSON.stringify(content)).digest('hex'),
    hints: [
      { kind, externalId, mergedIds: [...new Set(merged)].filter((one) => one !== externalId), at: new Date(event.occurredAt) },
    ],
  }
}

export const hubspotWebhook: VendorWebhook = {
  mediaTypes: ['application/json'],
  // A hundred events of some hundred bytes, with values of properties among them.
  maxBytes: 1024 * 1024,
  secret: 'app',
  verify,
  accounts: ({ body }) => [...new Set(readEvents(body).map(({ portalId }) => portalId))],
  parse: ({ body }, accountId) => {
    const events = readEvents(body).flatMap((event) => (event.portalId === accountId ? (eventOf(event) ?? []) : []))
    return [...new Map(events.map((event) => [event.eventId, event])).values()]
  },
  accepted: () => ({ status: 200, contentType: '', body: '' }),
}
