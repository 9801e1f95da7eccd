// Whom a row is about: by our own id, then by the shop's reference, then by phone and e-mail, which must not name two people.
import type { HandleKind } from '../customer'
import { conflict, type Conflict, type Directory, type Known, nameOf } from './known-customer'
import { areOtherPeople } from './person-name'
import type { Candidate } from './read-row'

type Found = { kind: 'found'; customer: Known | null } | Conflict

export function findCustomer(candidate: Candidate, directory: Directory): Found {
  const given = { firstName: candidate.fields.firstName ?? null, lastName: candidate.fields.lastName ?? null }
  const named = (customer: Known): boolean => !areOtherPeople(given, customer.fields)
  const owners = candidate.handles.map(({ kind, ...rest }) => ({ kind, customers: directory.byHandle({ kind, ...rest }) }))
  const byReference = owners.find(({ kind, customers }) => kind === 'reference' && customers.length === 1)?.customers[0]
  const certain = (candidate.id === null ? null : directory.byId(candidate.id)) ?? byReference ?? null

  const people = new Map<string, { customer: Known; kinds: Set<HandleKind> }>()
  let shared = 0
  for (const { kind, customers } of owners) {
    if (customers.length === 0 || customers.some(({ id }) => id === certain?.id)) continue
    // A number that several have is whose name stands beside it.
    const [owner, other] = customers.length === 1 ? customers : customers.filter(named)
    if (owner === undefined || other !== undefined) shared = customers.length
    else {
      const person = people.get(owner.id) ?? { customer: owner, kinds: new Set<HandleKind>() }
      people.set(owner.id, { ...person, kinds: person.kinds.add(kind) })
    }
  }
  const [first, second] = people.values()
  if (certain !== null) return first === undefined ? { kind: 'found', customer: certain } : twoPeople(certain, first.customer)
  if (first !== undefined && second !== undefined) return twoPeople(first.customer, second.customer)
  if (first === undefined)
    return shared === 0 ? { kind: 'found', customer: null } : conflict('shared_handle', { count: String(shared) })
  // One number or address alone, and another name: a family's telephone is no proof of who it is.
  if (first.kinds.size === 1 && !named(first.customer))
    return conflict('other_name', { name: nameOf(first.customer.fields), given: nameOf(given) })
  return { kind: 'found', customer: first.customer }
}

const reachOf = ({ fields, handles }: Known): string => nameOf(fields) || (handles[0]?.value ?? '')

const twoPeople = (a: Known, b: Known): Conflict => conflict('two_people', { first: reachOf(a), second: reachOf(b) })
