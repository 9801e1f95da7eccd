// What Shopify's words for marketing consent mean. Old and new channels have different words for "never asked".
import type { ContactChannel } from '@/lib/customers/customer'
import { fromExternalText } from '../../field-mapping'
import type { WireCustomer } from './schema'

export interface Consented {
  granted: boolean
  at: Date | null
}

/** A pending double opt-in is no agreement yet, and neither it nor a redacted one is a refusal. */
function read(state: string, at: Date | null): Consented | null {
  if (state === 'SUBSCRIBED') return { granted: true, at }
  return state === 'UNSUBSCRIBED' ? { granted: false, at } : null
}

/** @param mapped the text of the shop's own field for this channel; undefined: it has none */
export function shownConsent(wire: WireCustomer, channel: ContactChannel, mapped: string | null | undefined): Consented | null {
  if (mapped !== undefined) {
    const granted = fromExternalText(mapped, 'boolean')
    return typeof granted === 'boolean' ? { granted, at: null } : null
  }
  const { defaultEmailAddress: email, defaultPhoneNumber: phone } = wire
  if (channel === 'email') return email === null ? null : read(email.marketingState, email.marketingUpdatedAt)
  if (phone === null || channel === 'phone') return null
  const { state, updatedAt } = channel === 'sms' ? phone.smsMarketingConsent : phone.whatsAppMarketingConsent
  return read(state, updatedAt)
}
