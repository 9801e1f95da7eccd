// Where a customer is reached on a channel, if at all.
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { ContactChannel, Handle } from '@/lib/customers/customer'

type Reach = Pick<Handle, 'kind' | 'value' | 'isPrimary'>

/** No message arrives there. Where a country's numbers do not tell, the benefit of the doubt. */
const isLandline = (phone: string): boolean => parsePhoneNumberFromString(phone)?.getType() === 'FIXED_LINE'

/** The primary one first; null when there is none. WhatsApp goes by its own number, else by a mobile phone, else by its id. */
export function channelAddress(channel: ContactChannel, handles: readonly Reach[]): string | null {
  const of = (kind: Reach['kind']) =>
    handles
      .filter((handle) => handle.kind === kind)
      .toSorted((one, other) => Number(other.isPrimary) - Number(one.isPrimary))
      .map(({ value }) => value)
  const mobile = () => of('phone').find((phone) => !isLandline(phone))
  switch (channel) {
    case 'email':
      return of('email')[0] ?? null
    case 'phone':
      return of('phone')[0] ?? null
    case 'sms':
      return mobile() ?? null
    case 'whatsapp':
      return of('whatsapp').find((value) => /^\+\d+$/.test(value)) ?? mobile() ?? of('whatsapp')[0] ?? null
  }
}
