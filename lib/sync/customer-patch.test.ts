// What must be sent follows from what both sides hold, and sending it twice is sending it once.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mockCapabilities } from '@/lib/crm/vendors/mock/adapter'
import { customerPatchSchema, newCustomerSchema } from '@/lib/customers/customer'
import { baseSchema, differences, readBase, type Side } from './base'
import { agreed, changedSince, firstAgreement, isEmpty, newRecordOf, notKept, type Outgoing, patchOf } from './customer-patch'

const empty: Side = {
  firstName: null,
  lastName: null,
  email: null,
  phone: null,
  preferredChannel: null,
  language: 'fr',
  segment: null,
  tags: [],
  metadata: {},
}
const can = mockCapabilities
const side = (more: Partial<Side>): Side => ({ ...empty, ...more })
const base = (more: Partial<Side>) => agreed(null, side(more), side(more), 'all')

const word = fc.constantFrom('a', 'b', 'c')
const anySide: fc.Arbitrary<Side> = fc.record({
  firstName: fc.option(word),
  lastName: fc.option(word),
  email: fc.option(fc.constantFrom('a@example.org', 'b@example.org')),
  phone: fc.option(fc.constantFrom('+33639980001', '+33639980002')),
  preferredChannel: fc.option(fc.constantFrom('sms', 'email')),
  language: fc.constantFrom('fr', 'en'),
  segment: fc.option(word),
  tags: fc.uniqueArray(word).map((tags) => tags.sort()),
  metadata: fc.dictionary(word, fc.constantFrom(1, 'x', true)),
})

/** The other system as it is after the call. */
function apply(remote: Side, { fields, metadata, addTags, removeTags }: Outgoing): Side {
  const merged = Object.entries({ ...remote.metadata, ...metadata }).filter(([, value]) => value !== null)
  const tags = [...new Set([...remote.tags.filter((tag) => !removeTags.includes(tag)), ...addTags])].sort()
  return { ...remote, ...fields, metadata: Object.fromEntries(merged), tags }
}

it('sends what changed here since both agreed, leaves what changed there, and then nothing', () => {
  fc.assert(
    fc.property(anySide, anySide, anySide, (before, mirror, remote) => {
      const old = agreed(null, before, before, 'all')
      const outgoing = changedSince(old, mirror, can)
      const after = apply(remote, outgoing)
      for (const name of ['firstName', 'lastName', 'email', 'phone', 'segment'] as const)
        expect(after[name]).toBe(mirror[name] === before[name] ? remote[name] : mirror[name])
      const next = baseSchema.parse(JSON.parse(JSON.stringify(agreed(old, mirror, after, outgoing))))
      expect(isEmpty(changedSince(next, mirror, can))).toBe(true)
      // Whatever they changed and we did not still differs from the base.
      const theirs = differences(before, remote).filter((name) => !differences(before, mirror).includes(name) && name !== 'tags')
      expect(differences(next.remote, after)).toEqual(expect.arrayContaining(theirs))
      expect(
        differences(next.remote, after)
          .filter((name) => name !== 'tags')
          .every((name) => theirs.includes(name)),
      ).toBe(true)
      expect(customerPatchSchema.safeParse(patchOf(outgoing)).success).toBe(true)
      expect(newCustomerSchema.safeParse(newRecordOf(mirror, can)).success).toBe(true)
    }),
  )
})

it('at first fills what is empty there, and overwrites only what was changed on purpose', () => {
  const mirror = side({ firstName: 'Here', lastName: 'Here', email: null, tags: ['a'], metadata: { x: 1, y: 2 } })
  const remote = side({ firstName: 'There', lastName: null, email: 'there@example.org', tags: ['A', 'b'], metadata: { x: 9 } })
  expect(firstAgreement(mirror, remote, new Set(), can)).toEqual({
    fields: { lastName: 'Here' },
    metadata: { y: 2 },
    addTags: [],
    removeTags: [],
  })
  expect(firstAgreement(mirror, remote, new Set(['firstName', 'email', 'metadata']), can)).toMatchObject({
    fields: { firstName: 'Here', lastName: 'Here', email: null },
    metadata: { x: 1, y: 2 },
  })
})

it('leaves out what the system cannot have', () => {
  const cannot = { ...can, tags: false, segments: false }
  const mirror = side({ firstName: 'A', segment: 'vip', tags: ['a'] })
  expect(newRecordOf(mirror, cannot)).toEqual({ firstName: 'A', language: 'fr' })
  expect(isEmpty(changedSince(base({ firstName: 'A' }), mirror, cannot))).toBe(true)
  expect(isEmpty(firstAgreement(mirror, side({ firstName: 'A' }), new Set(), cannot))).toBe(true)
})

it('names what was sent and did not stay as it is', () => {
  const mirror = side({ firstName: 'Anne', lastName: 'Long', metadata: { size: '38', gone: null, kept: 1 } })
  const outgoing = { fields: { firstName: 'Anne', lastName: 'Long' }, metadata: mirror.metadata, addTags: [], removeTags: [] }
  const answer = side({ firstName: 'Anne', lastName: 'Lo', metadata: { kept: 1 } })
  expect(notKept(outgoing, answer)).toEqual(['lastName', 'metadata.size'])
  expect(notKept({ ...outgoing, fields: {}, metadata: {} }, answer)).toEqual([])
})

it('reads only a base that it knows', () => {
  const kept = base({ firstName: 'A' })
  expect(readBase(JSON.parse(JSON.stringify(kept)))).toEqual(kept)
  for (const odd of [null, {}, 'x', { ...kept, format: 2 }, { ...kept, local: null }]) expect(readBase(odd)).toBeNull()
})

it('names what differs and never what is in it', () => {
  const one = side({ lastName: 'Canari', tags: ['a', 'b'], metadata: { size: 'Canari', same: 1 } })
  expect(differences(one, side({ tags: ['b', 'a'], metadata: { same: 1, new: 2 } }))).toEqual([
    'lastName',
    'metadata.new',
    'metadata.size',
  ])
})
