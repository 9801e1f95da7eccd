// Somebody as a linked system knows them: a customer's record, or whoever bought, with an account or without.
import type { Preferences } from '@/lib/consent/preferences'
import type { Customer } from '@/lib/customers/customer'
import { foldName } from '@/lib/customers/fold-name'
import { type NewHandle, normaliseEmail } from '@/lib/customers/identity'
import type { LinkKind } from '@/lib/customers/link-evidence'
import type { RemoteBuyer } from '@/lib/customers/remote-order'
import { isTellingPhone } from '@/lib/customers/telling-phone'
import { storable } from '@/lib/shared/storable'

export interface RemotePerson {
  externalId: string
  kind: LinkKind
  firstName: string | null
  lastName: string | null
  /** Normalised, the one to use first. */
  emails: NewHandle[]
  phones: NewHandle[]
  /** The whole record; null for a buyer, of whom an order says no more. */
  record: Customer | null
  /** Null: nothing was said of advertising. */
  optIn: Preferences['optIn'] | null
}

const longestName = 120
const nameOf = (name: string | null): string | null => name?.trim().slice(0, longestName).trim() || null

/** Null for a guest whom nothing tells from other guests: an order of his is nobody's. */
export function personOfBuyer(buyer: RemoteBuyer): RemotePerson | null {
  const { externalId, guest, firstName, lastName, email, phone, phoneRaw } = storable(buyer)
  const address = email === null ? null : normaliseEmail(email)
  if (guest && address === null && (phone === null || !isTellingPhone(phone))) return null
  return {
    externalId,
    kind: guest ? 'guest' : 'customer',
    firstName: nameOf(firstName),
    lastName: nameOf(lastName),
    emails: address === null ? [] : [{ kind: 'email', value: address, raw: address }],
    phones: phone === null ? [] : [{ kind: 'phone', value: phone, raw: phoneRaw ?? phone }],
    record: null,
    optIn: null,
  }
}

export function personOfCustomer(given: Customer, optIn: Preferences['optIn'] | null): RemotePerson {
  const record = storable(given)
  const handles = (kind: 'email' | 'phone', first: string | null): NewHandle[] => {
    const known = record.handles.filter((handle) => handle.kind === kind).map(({ value, raw }) => ({ kind, value, raw }))
    const led =
      first === null || known.some(({ value }) => value === first) ? known : [{ kind, value: first, raw: first }, ...known]
    return led.sort((a, b) => Number(b.value === first) - Number(a.value === first))
  }
  return {
    externalId: record.id,
    kind: 'customer',
    firstName: nameOf(record.firstName),
    lastName: nameOf(record.lastName),
    emails: handles('email', record.email),
    phones: handles('phone', record.phone),
    record,
    optIn,
  }
}

/** A guest who gave no e-mail has the number for an id, and at a family's number another guest has the same. */
export const isByNumberAlone = ({ kind, emails }: RemotePerson): boolean => kind === 'guest' && emails.length === 0

/** The same for one person however often a page names them. */
export const personKey = (person: RemotePerson): string =>
  isByNumberAlone(person)
    ? JSON.stringify([person.externalId, ...foldName(person.firstName), ...foldName(person.lastName)])
    : person.externalId

export const saysConsent = ({ optIn }: RemotePerson): boolean => Object.values(optIn ?? {}).some((said) => said !== null)
