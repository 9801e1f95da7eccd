// A customer's message, whatever door it came through.
import { z } from 'zod'
import { contactChannelSchema } from '@/lib/customers/customer'

/**
 * `externalId` is the door's own id of the message and unique within it. `from` is as the door gives it (a phone in any
 * form, an address, a business-scoped id); `fromKind` says which. `occurredAt` is the door's time when it gives one.
 */
export const inboundMessageSchema = z.object({
  externalId: z.string().min(1).max(255),
  channel: contactChannelSchema,
  from: z.string().min(1).max(254),
  fromKind: z.enum(['phone', 'email', 'whatsapp', 'unknown']),
  /** A second identity of the same sender, such as WhatsApp's business-scoped id next to the number. */
  alsoKnownAs: z.object({ kind: z.enum(['phone', 'email', 'whatsapp']), value: z.string().min(1).max(254) }).nullable(),
  senderName: z.string().max(200).nullable(),
  to: z.string().max(254).nullable(),
  text: z.string().max(100_000),
  media: z.array(z.object({ url: z.string().max(2000), contentType: z.string().max(200) })).max(50),
  occurredAt: z.date().nullable(),
})
export type InboundMessage = z.infer<typeof inboundMessageSchema>
