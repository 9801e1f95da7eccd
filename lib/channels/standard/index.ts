// Messages from any program, signed by Standard Webhooks.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { normaliseEmail } from '@/lib/customers/identity'
import { CrmError } from '@/lib/shared/errors'
import type { ChannelType } from '@/lib/messages/channel'
import type { InboundMessage } from '@/lib/messages/inbound-message'
import { standardMessageSchema } from './schema'
import { isSignedByStandard, makeSigningSecret, signingSecretSchema, signLikeStandard } from './standard-signature'

const settingsSchema = z.object({}).strict()

const invalid = (path: string, reason: string): CrmError =>
  new CrmError('invalid', 'The delivery has fields to correct', { issues: [{ path: path === '' ? [] : [path], reason }] })

function senderKind({ channel, from }: z.output<typeof standardMessageSchema>): InboundMessage['fromKind'] {
  if (channel === 'email') {
    if (normaliseEmail(from) === null) throw invalid('from', 'email')
    return 'email'
  }
  if (channel === 'whatsapp' && /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(from)) return 'whatsapp'
  return 'phone'
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw invalid('', 'json')
  }
}

export const standard: ChannelType<typeof settingsSchema> = {
  id: 'standard',
  channel: 'any',
  settingsSchema,
  mediaType: 'application/json',
  maxBytes: 512 * 1024,
  secret: 'generated',
  secretSchema: signingSecretSchema,
  makeSecret: makeSigningSecret,
  verify: (delivery, { secrets }, now) => isSignedByStandard(delivery, secrets, now),
  parse: (delivery) => {
    const message = parseInput(standardMessageSchema, readJson(delivery.body))
    return {
      // The id of the delivery stays the same over retries; a repeated message id is caught where messages are stored.
      eventId: delivery.headers['webhook-id'] ?? message.id,
      messages: [
        {
          externalId: message.id,
          channel: message.channel,
          from: message.from,
          fromKind: senderKind(message),
          alsoKnownAs: null,
          senderName: null,
          to: null,
          text: message.text,
          media: [],
          occurredAt: message.receivedAt === undefined ? null : new Date(message.receivedAt),
        },
      ],
    }
  },
  accepted: () => ({ status: 202, contentType: '', body: '' }),
  sample: ({ from, text, externalId }, { secrets }, url, now) => {
    const channel = from.includes('@') ? 'email' : 'sms'
    const body = Buffer.from(JSON.stringify({ id: externalId, from, channel, text, receivedAt: now.toISOString() }))
    return { method: 'POST', url, headers: signLikeStandard(`msg_${externalId}`, body, secrets[0] ?? '', now), body }
  },
}
