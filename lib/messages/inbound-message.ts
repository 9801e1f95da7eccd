// A customer's message, whatever door it came through.
import { z } from 'zod'
import { contactChannelSchema } from '@/lib/customers/customer'
import { storableText } from '@/lib/shared/storable'

const cleanText = (max: number) => z.string().max(max).transform(storableText)
const filledText = (max: number) => cleanText(max).pipe(z.string().min(1))

/**
 * `externalId` is the door's own id of the message and unique within it. `from` is as the door gives it (a phone in any
 * form, an address, a business-scoped id); `fromKind` says which. `occurredAt` is the door's time when it gives one.
 */
export const inboundMessageSchema = z.object({
  externalId: filledText(255),
  channel: contactChannelSchema,
  from: filledText(254),
  fromKind: z.enum(['phone', 'email', 'whatsapp', 'unknown']),
  /** A second identity of the same sender, such as WhatsApp's business-scoped id next to the number. */
  alsoKnownAs: z.object({ kind: z.enum(['phone', 'email', 'whatsapp']), value: filledText(254) }).nullable(),
  senderName: cleanText(200).nullable(),
  to: cleanText(254).nullable(),
  text: cleanText(100_000),
  media: z.array(z.object({ url: cleanText(2000), contentType: cleanText(200) })).max(50),
  occurredAt: z.date().nullable(),
})
export type InboundMessage = z.infer<typeof inboundMessageSchema>
