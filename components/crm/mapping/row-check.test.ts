// The form's own check says what the mapping's rules say, for every pair of fields.
import { describe, expect, it } from 'vitest'
import { mappableFields, mappingProblems } from '@/lib/crm/field-mapping'
import { type ExternalField, externalFieldTypes } from '@/lib/customers/field-catalogue'
import { acceptedTypes } from '@/lib/server/field-mapping-accepts'
import { blocks, checkRow, choicesFor, type OurField } from './row-check'

const field = (name: string, more: Partial<ExternalField> = {}): ExternalField => ({
  name,
  label: name,
  type: 'text',
  writable: true,
  maxLength: null,
  choices: [],
  ...more,
})
const ours: OurField[] = mappableFields.map(({ name }) => ({
  name,
  accepts: acceptedTypes(name),
  values: [],
}))
const catalogue = externalFieldTypes.flatMap((type) => [
  field(`${type}_free`, { type }),
  field(`${type}_locked`, { type, writable: false }),
])

describe('checkRow', () => {
  it('agrees with the rules of the mapping, each way', () => {
    for (const own of ours)
      for (const theirs of [...catalogue, field('gone')]) {
        const mapping = { [own.name]: theirs.name }
        const problems = mappingProblems(mapping, catalogue)
        const of = (way: 'out' | 'in') => problems.filter(({ direction }) => direction === way || direction === 'both')
        const { write, read } = checkRow(own, mapping, catalogue, {})
        expect([own.name, theirs.name, write === 'ok']).toEqual([own.name, theirs.name, of('out').length === 0])
        expect([own.name, theirs.name, read === 'ok']).toEqual([own.name, theirs.name, of('in').length === 0])
      }
  })

  it('sees two of ours in one of theirs, and blocks what cannot be kept', () => {
    const [first, last, agreed] = ['firstName', 'lastName', 'optIn.sms'].map((name) => ours.find((own) => own.name === name)!)
    const check = checkRow(first!, { firstName: 'text_free', lastName: 'text_free' }, catalogue, {})
    expect(check).toEqual({ write: 'taken_twice', read: 'taken_twice', lacking: [] })
    expect(blocks(check)).toBe(true)
    expect(checkRow(last!, {}, catalogue, {})).toEqual({ write: 'usual', read: 'usual', lacking: [] })
    expect(blocks(checkRow(last!, {}, catalogue, {}))).toBe(false)
    expect(blocks(checkRow(agreed!, { 'optIn.sms': 'boolean_locked' }, catalogue, {}))).toBe(true)
    expect(blocks(checkRow(agreed!, { 'optIn.sms': 'number_free' }, catalogue, {}))).toBe(true)
  })

  it('names the values that a list of choices lacks', () => {
    const channel = { ...ours.find(({ name }) => name === 'preferredChannel')!, values: ['sms', 'email'] }
    const list = field('list', { type: 'choice', choices: [{ value: 'email', label: 'Mail' }] })
    const check = checkRow(channel, { preferredChannel: 'list' }, [list], {})
    expect(check).toEqual({ write: 'some_choices', read: 'ok', lacking: ['sms'] })
    expect(blocks(check)).toBe(false)
    expect(checkRow(channel, { preferredChannel: 'text_free' }, catalogue, {})).toMatchObject({ write: 'ok' })
  })
})

describe('a field that the adapter uses itself', () => {
  const reserved = { text_free: 'firstName', text_locked: null }
  const [first, last] = ['firstName', 'lastName'].map((name) => ours.find((own) => own.name === name)!)

  it('is refused for another of ours as the rules of the mapping refuse it, and not offered', () => {
    for (const own of [first!, last!])
      for (const theirs of ['text_free', 'text_locked']) {
        const mapping = { [own.name]: theirs }
        const faults = mappingProblems(mapping, catalogue, new Map(Object.entries(reserved))).map(({ fault }) => fault)
        expect(checkRow(own, mapping, catalogue, reserved).write === 'reserved').toBe(faults.includes('reserved'))
      }
    const refused = checkRow(last!, { lastName: 'text_free' }, catalogue, reserved)
    expect(refused).toEqual({ write: 'reserved', read: 'reserved', lacking: [] })
    expect(blocks(refused)).toBe(true)
    const names = (own: OurField, chosen?: string) => choicesFor(own, chosen, catalogue, reserved).map(({ name }) => name)
    expect(names(first!)).toContain('text_free')
    expect(names(last!)).not.toContain('text_free')
    expect(names(last!, 'text_free')).toContain('text_free')
  })

  it('no name of JavaScript’s own is taken for one', () => {
    expect(checkRow(last!, { lastName: 'constructor' }, [field('constructor')], {})).toMatchObject({ write: 'ok' })
  })
})

describe('choicesFor', () => {
  it('offers what fits, and keeps what is chosen', () => {
    const flag = ours.find(({ name }) => name === 'optIn.sms')!
    expect(choicesFor(flag, undefined, catalogue, {}).map(({ name }) => name)).toEqual([
      'boolean_free',
      'choice_free',
      'text_free',
    ])
    expect(choicesFor(flag, 'number_free', catalogue, {}).map(({ name }) => name)).toContain('number_free')
  })
})
