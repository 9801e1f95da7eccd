// What the SMS and WhatsApp deliveries of Twilio have in common.
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { InboundMessage } from '@/lib/messages/inbound-message'

const mostMedia = 50

/** Fields read from every delivery. New ones appear without notice (messaging guide), so nothing else is refused. */
export const twilioMessageSchema = z.object({
  MessageSid: z
    .string()
    .min(1)
    .regex(/^[\x21-\x7e]{0,64}$/),
  From: z.string().min(1).max(254),
  To: z.string().max(254).optional(),
  Body: z.string().max(100_000).default(''),
  NumMedia: z.coerce.number().int().min(0).max(mostMedia).default(0),
})

/** `MediaUrl0`, `MediaContentType0` and so on. Addresses are kept, not fetched. */
export function mediaOf(fields: Record<string, string>, count: number): InboundMessage['media'] {
  return Array.from({ length: count }, (_, index) => ({
    url: fields[`MediaUrl${index}`] ?? '',
    contentType: fields[`MediaContentType${index}`] ?? '',
  })).filter(({ url }) => url !== '')
}

/** No automatic reply. */
export const emptyTwiml = {
  status: 200,
  contentType: 'text/xml; charset=utf-8',
  body: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
}

/** 32 hex digits, as Twilio's own tokens are. */
export const makeAuthToken = (): string => randomBytes(16).toString('hex')
