// The door for messages: raw bytes → verified → read → stored once with its job → acknowledged. In this order.
import 'server-only'
import { storeDelivery } from '@/lib/db/inbound-event-repo'
import type { OpenChannel } from '@/lib/db/channel-repo'
import type { ChannelType, RawDelivery } from '@/lib/messages/channel'
import { systemClock } from '@/lib/shared/clock'
import { env } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { openChannel } from './open-channels'
import { DoorError, problemResponse } from './problem'
import { readBody } from './read-body'

/** Milliseconds that a sender has for its body. */
const bodyTime = 10_000
/** A channel that changes under our hands is read again this often. */
const mostGoes = 3

const unknownChannel = () => new DoorError(404, 'not_found', 'channel_not_found')

/**
 * Answers a delivery to the channel in the address; the shop is the channel's, whatever the body says. 2xx only after the
 * commit. Refused without a trace: unknown channel 404, larger than the channel takes 413, slower than ten seconds 408,
 * not signed 401, signed but not what the channel promises 400, other media type 415; database away 503 with Retry-After.
 */
export async function receiveDelivery(channelId: string, request: Request): Promise<Response> {
  try {
    const type = await acceptDelivery(channelId, request)
    const { status, contentType, body } = type.accepted()
    // An answer without a body costs the framework a tenth less.
    return body === '' ? new Response(null, { status }) : new Response(body, { status, headers: { 'content-type': contentType } })
  } catch (error) {
    return refusal(channelId, request, error)
  }
}

async function acceptDelivery(channelId: string, request: Request): Promise<ChannelType> {
  if (!/^[\w-]{1,64}$/.test(channelId)) throw unknownChannel()
  let delivery: RawDelivery | undefined
  for (let go = 1; go <= mostGoes; go++) {
    const opened = await openChannel(channelId, go > 1)
    if (opened === null) throw unknownChannel()
    const { channel, fresh } = opened
    delivery ??= await readDelivery(channelId, request, channel.type.maxBytes)
    if (channel.type.verify(delivery, channel.config, systemClock())) {
      if ((await store(channel, delivery)) !== 'changed') return channel.type
    } else if (fresh) throw new DoorError(401, 'unauthorized', 'signature_refused')
  }
  throw new CrmError('unavailable', 'The channel is being changed', { retryAfter: 1 })
}

function store(channel: OpenChannel, delivery: RawDelivery): ReturnType<typeof storeDelivery> {
  const { type, config } = channel
  const mediaType = delivery.headers['content-type']?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== type.mediaType) throw new DoorError(415, 'unsupported_media_type', 'media_type', { expected: type.mediaType })
  const { eventId } = type.parse(delivery, config)
  return storeDelivery(channel, { eventId, url: delivery.url, headers: delivery.headers, body: delivery.body })
}

/**
 * The public address is ours to say: a forwarded or host header is whatever a stranger wrote into it. Next.js spells the
 * query anew (`%20` becomes `+`, `c` becomes `c=`); a scheme that signs the query to the letter has a setting for it.
 */
async function readDelivery(channelId: string, request: Request, maxBytes: number): Promise<RawDelivery> {
  const query = request.url.indexOf('?')
  return {
    method: 'POST',
    url: `${env().APP_URL}/api/webhooks/messages/${channelId}${query === -1 ? '' : request.url.slice(query)}`,
    headers: Object.fromEntries(request.headers),
    body: await readBody(request, { maxBytes, within: bodyTime }),
  }
}

function refusal(channelId: string, request: Request, error: unknown): Promise<Response> {
  const known = error instanceof DoorError || error instanceof CrmError
  if (known) log().info({ channelId, code: error.code, reason: error.reason }, 'delivery refused')
  else log().error({ channelId, err: error }, 'delivery failed')
  return problemResponse(
    known ? error : new DoorError(500, 'unexpected', 'unexpected'),
    request.headers.get('accept-language'),
    false,
  )
}
