// The door for linked systems: raw bytes → verified → read → stored once with their jobs → acknowledged. In this order.
import 'server-only'
import { findVendor } from '@/lib/crm/registry'
import type { VendorDelivery, VendorManifest, VendorWebhook, WebhookTrust } from '@/lib/crm/vendor'
import {
  connectionsOfAccount,
  type HookedConnection,
  hookedConnection,
  type NewCrmEvent,
  storeCrmEvents,
} from '@/lib/db/crm-event-repo'
import { systemClock } from '@/lib/shared/clock'
import { env, vendorEnvironment } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { storedForm } from './crm-event-form'
import { countCrmEvents } from './metrics'
import { DoorError, problemResponse } from './problem'
import { readBody } from './read-body'

/** Milliseconds that a sender has for its body. */
const bodyTime = 10_000

/** `target`: the id of a connection, or `app` for all shops that the operator's app is linked to. */
export interface CrmAddress {
  vendor: string
  target: string
  /** What follows in the path. */
  secret: readonly string[]
}

type Known = Omit<HookedConnection, 'secrets'>

interface Door {
  manifest: VendorManifest
  webhook: VendorWebhook
  /** Null at the app's address. */
  connection: HookedConnection | null
}

const unknownConnection = () => new DoorError(404, 'not_found', 'connection_not_found')

/**
 * Answers what a linked system sends. The shop is that of the connection in the address, or those of the accounts that a
 * delivery signed for the whole app names; never anybody else's. 2xx only after the commit; what concerns no account of ours
 * is acknowledged and dropped. Refused without a trace: unknown connection 404, too large 413, too slow 408, not genuine 401,
 * genuine but not what the vendor promises 400, other media type 415; database away 503.
 */
export async function receiveCrmDelivery(
  address: CrmAddress,
  request: Request,
  find: (vendor: string) => VendorManifest | null = findVendor,
): Promise<Response> {
  try {
    const webhook = await acceptDelivery(address, request, find)
    const { status, contentType, body } = webhook.accepted()
    return body === '' ? new Response(null, { status }) : new Response(body, { status, headers: { 'content-type': contentType } })
  } catch (error) {
    return refusal(address, find(address.vendor)?.id ?? 'unknown', request, error)
  }
}

async function acceptDelivery(
  address: CrmAddress,
  request: Request,
  find: (vendor: string) => VendorManifest | null,
): Promise<VendorWebhook> {
  const door = await openDoor(address, find)
  const { manifest, webhook, connection } = door
  const delivery = await readDelivery(address, request, webhook.maxBytes)
  if (!webhook.verify(delivery, trustOf(door), systemClock())) throw new DoorError(401, 'unauthorized', 'signature_refused')
  const mediaType = delivery.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (!webhook.mediaTypes.includes(mediaType))
    throw new DoorError(415, 'unsupported_media_type', 'media_type', { expected: webhook.mediaTypes.join(', ') })
  const events = await eventsOf(door, delivery, placeOf(address))
  const stored = await storeCrmEvents(events)
  if (stored > 0) countCrmEvents(manifest.id, 'stored', stored)
  if (stored < events.length) countCrmEvents(manifest.id, 'repeated', events.length - stored)
  if (events.length === 0) countCrmEvents(manifest.id, 'unknown_account')
  log().debug({ vendor: manifest.id, connectionId: connection?.id ?? 'app', events: events.length, stored }, 'crm delivery')
  return webhook
}

async function openDoor({ vendor, target, secret }: CrmAddress, find: (vendor: string) => VendorManifest | null): Promise<Door> {
  const manifest = find(vendor)
  if (manifest?.id !== vendor || manifest.webhook === null || secret.length > 1) throw unknownConnection()
  const { webhook } = manifest
  if (target === 'app') {
    if (webhook.secret !== 'app') throw unknownConnection()
    return { manifest, webhook, connection: null }
  }
  const connection = /^[\w-]{1,64}$/.test(target) ? await hookedConnection(target) : null
  if (connection?.vendor !== manifest.id) throw unknownConnection()
  return { manifest, webhook, connection }
}

function trustOf({ manifest, webhook, connection }: Door): WebhookTrust {
  const accountId = connection?.accountId ?? null
  if (webhook.secret === 'connection') return { secrets: connection?.secrets ?? [], accountId }
  const { clientSecret } = vendorEnvironment(manifest.id)
  return { secrets: clientSecret === undefined ? [] : [clientSecret], accountId }
}

/** The address without what follows the target: a secret in the path is neither stored nor logged. */
const placeOf = ({ vendor, target }: CrmAddress): string => `${env().APP_URL}/api/webhooks/crm/${vendor}/${target}`

/** The public address is ours to say: a forwarded or host header is whatever a stranger wrote into it. */
async function readDelivery(address: CrmAddress, request: Request, maxBytes: number): Promise<VendorDelivery> {
  const query = request.url.indexOf('?')
  const [pathSecret = null] = address.secret
  return {
    method: 'POST',
    url: [placeOf(address), ...address.secret].join('/') + (query === -1 ? '' : request.url.slice(query)),
    headers: Object.fromEntries(request.headers),
    body: await readBody(request, { maxBytes, within: bodyTime }),
    pathSecret,
  }
}

/** Which shops a verified delivery is for, and what it says to each. */
async function eventsOf(
  { manifest, webhook, connection }: Door,
  delivery: VendorDelivery,
  address: string,
): Promise<NewCrmEvent[]> {
  const named = [...new Set(webhook.accounts(delivery))]
  const kept = { ...delivery, body: webhook.storable?.(delivery.body) ?? delivery.body }
  const told = (connections: readonly Known[], accountId: string): NewCrmEvent[] => {
    if (connections.length === 0) return []
    const events = webhook.parse(delivery, accountId)
    const more = webhook.keptHeaders ?? []
    const form = storedForm(kept, { address, accountId, events, isShared: named.length > 1, more })
    return connections.flatMap(({ id: connectionId, tenantId }) =>
      events.map(({ eventId }) => ({ tenantId, connectionId, eventId, ...form })),
    )
  }
  // A secret that only this connection has was checked together with its account.
  if (connection !== null && webhook.secret === 'connection') {
    const accountId = connection.accountId ?? named[0]
    return accountId === undefined ? [] : told([connection], accountId)
  }
  const events: NewCrmEvent[] = []
  for (const accountId of named) events.push(...told(await sharing(manifest.id, connection, accountId), accountId))
  return events
}

/** The app's secret vouches for no shop: at a connection's address it must be its account, at the app's it finds them. */
async function sharing(vendor: string, connection: Known | null, accountId: string): Promise<readonly Known[]> {
  if (connection === null) return connectionsOfAccount(vendor, accountId)
  return connection.accountId === accountId ? [connection] : []
}

function refusal({ target }: CrmAddress, vendor: string, request: Request, error: unknown): Promise<Response> {
  const known = error instanceof DoorError || error instanceof CrmError
  countCrmEvents(vendor, 'refused')
  const place = { vendor, connectionId: /^[\w-]{1,64}$/.test(target) ? target : 'odd' }
  if (known) log().info({ ...place, code: error.code, reason: error.reason }, 'crm delivery refused')
  else log().error({ ...place, err: error }, 'crm delivery failed')
  return problemResponse(
    known ? error : new DoorError(500, 'unexpected', 'unexpected'),
    request.headers.get('accept-language'),
    false,
  )
}
