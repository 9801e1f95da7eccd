import { describe, expect, it } from 'vitest'
import { handleKey, type Known, noFields } from '@/lib/customers/import/known-customer'
import { findPerson } from './find-person'
import { personOfBuyer } from './remote-person'

const [phone, otherPhone] = ['+33639980001', '+33639980002']

interface Here {
  name?: [string | null, string | null]
  email?: string
  phone?: string
  shared?: boolean
}

function known(id: string, { name: [firstName, lastName] = [null, null], email, phone: number, shared = false }: Here): Known {
  const handle = (kind: 'email' | 'phone', value: string) => ({
    id: `${id}-${kind}`,
    kind,
    value,
    raw: value,
    isPrimary: true,
    shared: kind === 'phone' && shared,
  })
  return {
    id,
    version: 1,
    fields: { ...noFields, firstName, lastName },
    metadata: {},
    handles: [
      ...(email === undefined ? [] : [handle('email', email)]),
      ...(number === undefined ? [] : [handle('phone', number)]),
    ],
    tags: new Map(),
    consents: {},
    byTeam: new Set(),
    formerIds: [],
    isNew: false,
    seen: false,
  }
}

const directory = (customers: Known[]) => ({
  byHandle: (handle: Parameters<typeof handleKey>[0]) =>
    customers.filter(({ handles }) => handles.some((own) => handleKey(own) === handleKey(handle))),
})

function buyer([firstName, lastName]: [string | null, string | null], email: string | null, number: string | null) {
  const given = { externalId: 'x', guest: false, firstName, lastName, email, phone: number, phoneRaw: number }
  const person = personOfBuyer(given)
  if (person === null) throw new Error('nobody')
  return person
}

function found(customers: Known[], ...person: Parameters<typeof buyer>) {
  const { customer, evidence } = findPerson(buyer(...person), directory(customers))
  return { id: customer?.id ?? null, ...evidence }
}

const ana = known('ana', { name: ['Ana', 'Petit'], email: 'ana@example.org', phone })

describe('whoever buys', () => {
  it('is known by the e-mail, whatever the name', () => {
    expect(found([ana], ['Marc', 'Durand'], 'ana@example.org', null)).toEqual({
      id: 'ana',
      by: 'email',
      value: 'ana@example.org',
      shared: null,
    })
  })

  it('is known by the phone, when the name does not speak against it', () => {
    for (const name of [
      ['Ana', 'Petit'],
      ['ANA', null],
      [null, 'Petit'],
      [null, null],
      ['Petit', 'Ana'],
      ['Ana', 'Durand'],
    ] as [string | null, string | null][])
      expect(found([ana], name, 'other@example.org', phone)).toMatchObject({ id: 'ana', by: 'phone', value: phone })
    expect(found([known('unknown', { phone })], ['Marc', 'Petit'], null, phone)).toMatchObject({ id: 'unknown', by: 'phone' })
  })

  it('of another name at the same number is somebody else: a family’s telephone proves nothing', () => {
    expect(found([ana], ['Marc', 'Petit'], 'marc@example.org', phone)).toEqual({
      id: null,
      by: 'new',
      value: null,
      shared: phone,
    })
    expect(found([ana], ['Marc', null], null, phone).id).toBeNull()
  })

  it('at a number that is marked shared is known only by the very name', () => {
    const family = [
      known('ana', { name: ['Ana', 'Petit'], phone, shared: true }),
      known('marc', { name: ['Marc', 'Petit'], phone, shared: true }),
    ]
    expect(found(family, ['Marc', 'Petit'], null, phone)).toMatchObject({ id: 'marc', by: 'phone', shared: phone })
    expect(found(family, ['Zoé', 'Petit'], null, phone)).toMatchObject({ id: null, shared: phone })
    expect(found(family, [null, 'Petit'], null, phone).id).toBeNull()
    expect(found(family, [null, null], null, phone).id).toBeNull()
    // The other has been archived: what was marked stays marked.
    expect(found(family.slice(0, 1), [null, null], null, phone).id).toBeNull()
    expect(found(family.slice(0, 1), ['Ana', 'Petit'], null, phone).id).toBe('ana')
  })

  it('is the owner of the e-mail when the number is another’s', () => {
    const marc = known('marc', { name: ['Marc', 'Petit'], phone: otherPhone })
    expect(found([ana, marc], ['Ana', 'Petit'], 'ana@example.org', otherPhone)).toEqual({
      id: 'ana',
      by: 'email',
      value: 'ana@example.org',
      shared: otherPhone,
    })
  })

  it('with a number that everybody types is not known by it', () => {
    const somebody = known('somebody', { phone: '+33600000000' })
    expect(found([somebody], ['Ana', null], null, '+33600000000')).toEqual({ id: null, by: 'new', value: null, shared: null })
  })

  it('whom nobody knows is new', () => {
    expect(found([], ['Ana', null], 'a@example.org', phone)).toEqual({ id: null, by: 'new', value: null, shared: null })
  })
})
