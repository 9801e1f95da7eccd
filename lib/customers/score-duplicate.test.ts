// Who is one person and who is not, case by case; and what holds for any two.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type MatchHandle, type MatchPerson, shownScore } from './duplicate'
import { mailboxOf, matchKeys } from './match-keys'
import { nameLikeness } from './name-likeness'
import { scoreDuplicate } from './score-duplicate'

type Given = Partial<Omit<MatchPerson, 'handles'>> & {
  phone?: string | undefined
  email?: string | undefined
  whatsapp?: string | undefined
  shared?: boolean
  former?: boolean
}

function person(id: string, { phone, email, whatsapp, shared = false, former = false, ...rest }: Given): MatchPerson {
  const handle = (kind: MatchHandle['kind'], value: string | undefined) =>
    value === undefined ? [] : [{ kind, value, shared, former }]
  return {
    id,
    firstName: null,
    lastName: null,
    senderName: null,
    postcode: null,
    ...rest,
    handles: [...handle('phone', phone), ...handle('email', email), ...handle('whatsapp', whatsapp)],
  }
}
const marie = { firstName: 'Marie', lastName: 'Dupont' }
const helene = { firstName: 'Hélène', lastName: 'L’Hôte-Œuvré' }

const same: [why: string, one: Given, other: Given][] = [
  [
    'one number of a family, one name',
    { ...helene, phone: '+33639981234', shared: true },
    { firstName: 'helene', lastName: 'lhote oeuvre', phone: '+33639981234', shared: true },
  ],
  [
    'one line under two countries, a typo in the name',
    { ...marie, phone: '+33639981234' },
    { firstName: 'Marie', lastName: 'Dupnot', phone: '+32639981234' },
  ],
  ['a digit wrong', { ...marie, phone: '+33639981234' }, { ...marie, phone: '+33639981235' }],
  ['two digits swapped', { ...marie, phone: '+33639981234' }, { ...marie, phone: '+33639981243' }],
  ['a mailbox with dots', { ...marie, email: 'm.dupont@gmail.com' }, { email: 'mdupont@googlemail.com' }],
  ['a mailbox with a tag', { ...marie, email: 'marie@free.fr' }, { ...marie, email: 'marie+boutique@free.fr' }],
  [
    'first and last name swapped, a telling address at two providers',
    { ...marie, email: 'lapinou75@free.fr' },
    { firstName: 'Dupont', lastName: 'Marie', email: 'lapinou75@orange.fr' },
  ],
  ['a number as WhatsApp gives it', { ...marie, phone: '+33639981234' }, { whatsapp: '33639981234' }],
  ['a number she had before', { ...marie, phone: '+33639981234', former: true }, { ...marie, phone: '+33639981234' }],
  [
    'name and town, and nothing that tells them apart',
    { ...helene, phone: '+33639981234', postcode: '75011' },
    { ...helene, email: 'h@free.fr', postcode: '75011' },
  ],
]
const different: [why: string, one: Given, other: Given][] = [
  [
    'namesakes',
    { ...marie, phone: '+33639981234', email: 'a.b@free.fr' },
    { ...marie, phone: '+33639985678', email: 'c.d@free.fr' },
  ],
  [
    'namesakes in one town, each with a number',
    { ...marie, phone: '+33639981234', postcode: '75011' },
    { ...marie, phone: '+33139985678', postcode: '75011' },
  ],
  [
    'a family with one number',
    { firstName: 'Paul', lastName: 'Martin', phone: '+33639981234', shared: true },
    { firstName: 'Anne', lastName: 'Martin', phone: '+33639981234', shared: true },
  ],
  [
    'numbers in a row at work',
    { firstName: 'Paul', lastName: 'Martin', phone: '+33139981234' },
    { firstName: 'Luc', lastName: 'Perrin', phone: '+33139981235' },
  ],
  ['one counter’s address at two shops', { ...marie, email: 'contact@a.fr' }, { ...marie, email: 'contact@b.fr' }],
  [
    'the same name again before the @',
    { ...marie, phone: '+33639981234', email: 'marie.dupont@free.fr' },
    { ...marie, phone: '+33639985678', email: 'marie.dupont@orange.fr' },
  ],
  ['one first name', { firstName: 'Marie', phone: '+33639981234' }, { firstName: 'Marie', email: 'm@free.fr' }],
  ['nothing at all', {}, {}],
]

describe('scores', () => {
  it.each(same)('one person: %s', (_why, one, other) => {
    expect(scoreDuplicate(person('a', one), person('b', other)).score).toBeGreaterThanOrEqual(shownScore)
  })
  it.each(same)('and they are looked up by a common key: %s', (_why, one, other) => {
    const keys = new Set(matchKeys(person('a', one)))
    expect(matchKeys(person('b', other)).some((key) => keys.has(key))).toBe(true)
  })
  it.each(different)('two people: %s', (_why, one, other) => {
    expect(scoreDuplicate(person('a', one), person('b', other)).score).toBeLessThan(shownScore)
  })
  it('says why, in values and points that add up', () => {
    const { score, evidence } = scoreDuplicate(
      person('b', { ...marie, phone: '+32639981234' }),
      person('a', { ...marie, phone: '+33639981234' }),
    )
    expect(evidence).toEqual([
      { kind: 'phone_ending', values: ['+33639981234', '+32639981234'], weight: 40 },
      { kind: 'name', values: ['Marie Dupont', 'Marie Dupont'], weight: 40, percent: 100 },
    ])
    expect(score).toBe(80)
  })
  it('takes a name that nobody else has for a reason, unless they are reached differently', () => {
    const only = { isOneSender: false, isRareName: true }
    const phone = person('a', { ...helene, phone: '+33639981234' })
    const email = person('b', { ...helene, email: 'h@free.fr' })
    expect(scoreDuplicate(phone, email).score).toBeLessThan(shownScore)
    expect(scoreDuplicate(phone, email, only).score).toBeGreaterThanOrEqual(shownScore)
    expect(scoreDuplicate(phone, person('b', { ...helene, phone: '+33639985678' }), only).score).toBeLessThan(shownScore)
    expect(scoreDuplicate(phone, person('b', { firstName: 'Paul', lastName: helene.lastName }), only).score).toBeLessThan(
      shownScore,
    )
  })
  it('believes a sender who writes under both, whatever else they have', () => {
    const [one, other] = [person('a', { phone: '+33639981234' }), person('b', { whatsapp: 'FR.55' })]
    expect(scoreDuplicate(one, other).score).toBe(0)
    expect(scoreDuplicate(one, other, { isOneSender: true, isRareName: false }).score).toBe(70)
  })
})

const word = fc.constantFrom('Marie', 'Zoé', 'L’Hôte', 'de la Croix', 'x', '李', '  ', '', '-', 'Ng')
const anyone = fc.record({
  firstName: fc.option(word),
  lastName: fc.option(word),
  phone: fc.option(fc.constantFrom('+33639981234', '+32639981234', '+331'), { nil: undefined }),
  email: fc.option(fc.constantFrom('a@b.fr', 'marie.dupont+1@gmail.com', '@', 'x'), { nil: undefined }),
  whatsapp: fc.option(fc.constantFrom('FR.1', '33639981234'), { nil: undefined }),
  postcode: fc.option(fc.constantFrom('75011')),
})

describe('any two', () => {
  it('score the same whichever comes first, from 0 to 100', () => {
    fc.assert(
      fc.property(anyone, anyone, (x, y) => {
        const [one, other] = [person('a', x), person('b', y)]
        const scored = scoreDuplicate(one, other)
        expect(scoreDuplicate(other, one)).toEqual(scored)
        expect(scored.score).toBeGreaterThanOrEqual(0)
        expect(scored.score).toBeLessThanOrEqual(100)
        const likeness = nameLikeness(one, other)
        expect(likeness === null || (likeness >= 0 && likeness <= 1)).toBe(true)
      }),
    )
  })
  it('who are worth showing have a key in common: nobody is missed for want of being compared', () => {
    fc.assert(
      fc.property(anyone, anyone, (x, y) => {
        const [one, other] = [person('a', x), person('b', y)]
        const keys = new Set(matchKeys(one))
        if (scoreDuplicate(one, other).score >= shownScore) expect(matchKeys(other).some((key) => keys.has(key))).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})

it('reads a mailbox', () => {
  expect(['A.B+c@x.fr', 'a.b+c@gmail.com', 'ab@googlemail.com'].map((email) => mailboxOf(email.toLowerCase()))).toEqual([
    'a.b@x.fr',
    'ab@gmail.com',
    'ab@gmail.com',
  ])
})
