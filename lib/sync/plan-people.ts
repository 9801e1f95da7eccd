// What a page of people from a linked system would do here, each in the light of those before; pure. Nothing that stands here
// is overwritten: what is empty is filled, once, when somebody is found. The two-way merge is a later issue.
import { foldName } from '@/lib/customers/fold-name'
import type { NewHandle } from '@/lib/customers/identity'
import { type Known, noFields } from '@/lib/customers/import/known-customer'
import { areOtherPeople } from '@/lib/customers/import/person-name'
import { type Effect, planChange, type Planner } from '@/lib/customers/import/plan-row'
import type { Candidate, TextField } from '@/lib/customers/import/read-row'
import type { LinkEvidence } from '@/lib/customers/link-evidence'
import { isTellingPhone } from '@/lib/customers/telling-phone'
import { findPerson } from './find-person'
import { isByNumberAlone, type RemotePerson } from './remote-person'

/** Whose the person's record is here by its link; `customer` null: he was archived. `isSeen`: the record itself was read. */
export interface KnownLink {
  id: string
  customer: Known | null
  isSeen: boolean
}

export interface PeopleDirectory extends Planner {
  linkOf(externalId: string): KnownLink | null
  /** Whether whoever had this id over there was erased there. */
  isErased(externalId: string): boolean
  /** The same of a customer of ours. */
  wasErased(customerId: string): boolean
}

/** `replaces`: the link that pointed to somebody who was archived. */
export interface PlannedLink {
  evidence: LinkEvidence
  replaces: string | null
}

/**
 * `erased`: removed over there for privacy, and not brought back by us. `archived`: staff archived the customer, who stays so.
 * `link` is of somebody who was not linked yet.
 */
export type PlannedPerson =
  | { kind: 'erased' | 'archived'; person: RemotePerson }
  | {
      kind: 'here'
      person: RemotePerson
      effect: Effect
      link: PlannedLink | null
      /** The link that is known by its record from now on. */
      seen: string | null
      sharedNumbers: string[]
    }

/** @param isBuying whoever buys again is a customer again, as whoever writes again is, also when the record was archived */
export function planPerson(person: RemotePerson, directory: PeopleDirectory, isBuying: boolean): PlannedPerson {
  const known = directory.linkOf(person.externalId)
  if (known !== null && known.customer !== null && !isRelative(person, known.customer)) {
    // Known by what an order said until now.
    if (person.record !== null && !known.isSeen)
      return { ...planFound(person, known.customer, directory), link: null, seen: known.id, sharedNumbers: [] }
    const effect = planChange({ ...nothing, consents: consentsOf(person) }, known.customer, directory)
    return { kind: 'here', person, effect, link: null, seen: null, sharedNumbers: [] }
  }
  if (known !== null && known.customer === null && !isBuying) return { kind: 'archived', person }
  if (directory.isErased(person.externalId)) return { kind: 'erased', person }
  const { customer, evidence } = findPerson(person, directory)
  if (customer !== null && directory.wasErased(customer.id)) return { kind: 'erased', person }
  // What is linked to a relative stays so: one id cannot be two people's.
  const link = known === null || known.customer === null ? { evidence, replaces: known?.id ?? null } : null
  return customer === null
    ? { ...planNew(person, directory), link, seen: null }
    : { ...planFound(person, customer, directory), link, seen: null, sharedNumbers: [] }
}

const isRelative = (person: RemotePerson, customer: Known): boolean =>
  isByNumberAlone(person) && areOtherPeople(person, customer.fields)

const nothing: Candidate = { row: 0, id: null, handles: [], fields: {}, metadata: {}, tags: [], consents: {} }

const consentsOf = ({ optIn }: RemotePerson): Candidate['consents'] =>
  Object.fromEntries(Object.entries(optIn ?? {}).flatMap(([channel, said]) => (said === null ? [] : [[channel, said]])))

/** Without what nobody said. */
const said = (fields: Partial<Record<TextField, string | null | undefined>>): Candidate['fields'] =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === null || value === undefined ? [] : [[name, value]])),
  )

/** Everything but names and handles. */
const restOf = (person: RemotePerson): Candidate => ({
  ...nothing,
  fields: said({
    preferredChannel: person.record?.preferredChannel,
    segment: person.record?.segment,
    language: person.record?.language,
  }),
  metadata: person.record?.metadata ?? {},
  tags: person.record?.tags ?? [],
  consents: consentsOf(person),
})

function planFound(person: RemotePerson, customer: Known, directory: PeopleDirectory) {
  const rest = restOf(person)
  const isFree = (handle: NewHandle) => directory.byHandle(handle).length === 0
  const candidate: Candidate = {
    ...rest,
    fields: { ...rest.fields, ...missingNames(person, customer) },
    // A set of tags that somebody keeps here is not empty.
    tags: customer.tags.size === 0 ? rest.tags : [],
    handles: [...tellingPhones(person), ...person.emails].filter(isFree),
  }
  return { kind: 'here' as const, person, effect: planChange(candidate, customer, directory) }
}

/** Half a name is filled in only beside the same other half. */
function missingNames({ firstName, lastName }: RemotePerson, { fields }: Known): Candidate['fields'] {
  const same = (a: string | null, b: string | null) => foldName(a).join(' ') === foldName(b).join(' ')
  const isEmpty = fields.firstName === null && fields.lastName === null
  return said({
    firstName: isEmpty || same(lastName, fields.lastName) ? firstName : null,
    lastName: isEmpty || same(firstName, fields.firstName) ? lastName : null,
  })
}

const tellingPhones = ({ phones }: RemotePerson): NewHandle[] => phones.filter(({ value }) => isTellingPhone(value))

/** A number that is somebody else's already is both's from now on, and says so. */
function planNew(person: RemotePerson, directory: PeopleDirectory) {
  const rest = restOf(person)
  const phones = tellingPhones(person)
  const sharedNumbers = phones.filter((phone) => directory.byHandle(phone).length > 0).map(({ value }) => value)
  for (const phone of phones)
    for (const owner of directory.byHandle(phone))
      for (const own of owner.handles) if (own.kind === 'phone' && own.value === phone.value) own.shared = true
  const emails = person.emails.filter((email) => directory.byHandle(email).length === 0)
  const customer: Known = {
    id: directory.newId(),
    version: null,
    fields: { ...noFields, language: person.record?.language ?? directory.locale },
    metadata: {},
    handles: [],
    tags: new Map(),
    consents: {},
    byTeam: new Set(),
    formerIds: [],
    isNew: true,
    seen: false,
  }
  const candidate: Candidate = {
    ...rest,
    fields: { ...rest.fields, ...said({ firstName: person.firstName, lastName: person.lastName }) },
    handles: [...phones, ...emails],
  }
  const effect: Effect = { ...planChange(candidate, customer, directory), kind: 'create' }
  for (const own of customer.handles) if (own.kind === 'phone' && sharedNumbers.includes(own.value)) own.shared = true
  return { kind: 'here' as const, person, effect, sharedNumbers }
}
