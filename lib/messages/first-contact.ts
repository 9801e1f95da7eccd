// What is kept of the first message of somebody new.
import type { Customer } from '@/lib/customers/customer'
import type { CustomerFields } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'
import type { InboundMessage } from './inbound-message'

const source = 'incoming-message'

export const firstContactTags = ({ channel }: InboundMessage): string[] => ['premier-contact', channel]

/** Fields of the new customer. Names stay empty: what a sender calls itself is kept as `senderName`, staff write the name. */
export const firstContactFields = (message: InboundMessage, at: Date, shop: Shop): CustomerFields => ({
  firstName: null,
  lastName: null,
  preferredChannel: message.channel,
  language: shop.locale,
  segment: null,
  metadata: {
    source,
    firstMessage: message.text,
    firstMessageDate: at.toISOString(),
    ...(message.senderName ? { senderName: message.senderName } : {}),
  },
})

/** Deliveries may arrive out of order: the fields to change when this message is older than the one kept as the first. */
export function earlierFirstContact(customer: Customer, message: InboundMessage, at: Date): Partial<CustomerFields> | null {
  const { metadata } = customer
  const kept = metadata.firstMessageDate
  if (metadata.source !== source || typeof kept !== 'string' || at.toISOString() >= kept) return null
  return { metadata: { ...metadata, firstMessage: message.text, firstMessageDate: at.toISOString() } }
}
