// Which of our customers somebody in a linked system is, and what says so; pure.
import { type Directory, handleKey, type Known } from '@/lib/customers/import/known-customer'
import { areOtherPeople } from '@/lib/customers/import/person-name'
import type { NewHandle } from '@/lib/customers/identity'
import type { LinkEvidence } from '@/lib/customers/link-evidence'
import { isTellingPhone } from '@/lib/customers/telling-phone'
import type { RemotePerson } from './remote-person'

const hasName = ({ firstName, lastName }: { firstName: string | null; lastName: string | null }): boolean =>
  firstName !== null || lastName !== null

const sharesIt = (customer: Known, handle: NewHandle): boolean =>
  customer.handles.some((own) => handleKey(own) === handleKey(handle) && own.shared)

/**
 * By e-mail, then by phone. A number that several have, or that somebody of clearly another name has, is a family's: it
 * proves nothing, unless the very name stands beside it. Null: nobody yet.
 */
export function findPerson(
  person: RemotePerson,
  directory: Pick<Directory, 'byHandle'>,
): { customer: Known | null; evidence: LinkEvidence } {
  const isOther = (customer: Known) => areOtherPeople(person, customer.fields)
  const isNamesake = (customer: Known) => hasName(person) && hasName(customer.fields) && !isOther(customer)
  const ownerOf = (handle: NewHandle): Known | null => {
    const owners = directory.byHandle(handle)
    const [only] = owners
    if (only !== undefined && owners.length === 1 && !sharesIt(only, handle))
      return handle.kind === 'phone' && isOther(only) ? null : only
    const [namesake, another] = owners.filter(isNamesake)
    return another === undefined ? (namesake ?? null) : null
  }
  const phones = person.phones.filter(({ value }) => isTellingPhone(value))
  let found: { customer: Known; handle: NewHandle } | null = null
  for (const handle of [...person.emails, ...phones]) {
    const customer = ownerOf(handle)
    if (customer === null) continue
    found = { customer, handle }
    break
  }
  const shared = phones.find((phone) => directory.byHandle(phone).some((owner) => owner !== found?.customer))?.value ?? null
  return {
    customer: found?.customer ?? null,
    evidence: {
      by: found === null ? 'new' : found.handle.kind === 'email' ? 'email' : 'phone',
      value: found?.handle.value ?? null,
      shared,
    },
  }
}
