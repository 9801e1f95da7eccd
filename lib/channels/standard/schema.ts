// The body of a `standard` delivery: any program that can sign by Standard Webhooks may bring messages in.
import { z } from 'zod'
import { contactChannelSchema } from '@/lib/customers/customer'

/** `id` is the sender's own id of the message. `receivedAt` is ISO 8601 with an offset. Other fields are left alone. */
export const standardMessageSchema = z.object({
  id: z.string().trim().min(1).max(255),
  from: z.string().trim().min(1).max(254),
  channel: contactChannelSchema,
  text: z.string().max(100_000),
  receivedAt: z.iso
    .datetime({ offset: true, error: 'date' })
    .refine((date) => date >= '2000', { error: 'date' })
    .optional(),
})
