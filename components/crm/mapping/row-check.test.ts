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
const ours: OurField[] = mappableFields.map(({ name, isReadBack }) => ({
  name,
  isReadBack,
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
        const { write, read } = checkRow(own, mapping, catalogue)
        expect([own.name, theirs.name, write === 'ok']).toEqual([own.name, theirs.name, of('out').length === 0])
        if (own.isReadBack) expect([own.name, theirs.name, read === 'ok']).toEqual([own.name, theirs.name, of('in').length === 0])
        else expect(read).toBe('never')
      }
  })

  it('sees two of ours in one of theirs, and blocks what cannot be kept', () => {
    const [first, last, total] = ['firstName', 'lastName', 'totalOrders'].map((name) => ours.find((own) => own.name === name)!)
    const check = checkRow(first!, { firstName: 'text_free', lastName: 'text_free' }, catalogue)
    expect(check).toEqual({ write: 'taken_twice', read: 'taken_twice', lacking: [] })
    expect(blocks(check)).toBe(true)
    expect(checkRow(last!, {}, catalogue)).toEqual({ write: 'usual', read: 'usual', lacking: [] })
    expect(blocks(checkRow(last!, {}, catalogue))).toBe(false)
    expect(blocks(checkRow(total!, { totalOrders: 'number_locked' }, catalogue))).toBe(true)
    expect(blocks(checkRow(total!, { totalOrders: 'boolean_free' }, catalogue))).toBe(true)
  })

  it('names the values that a list of choices lacks', () => {
    const channel = { ...ours.find(({ name }) => name === 'preferredChannel')!, values: ['sms', 'email'] }
    const list = field('list', { type: 'choice', choices: [{ value: 'email', label: 'Mail' }] })
    const check = checkRow(channel, { preferredChannel: 'list' }, [list])
    expect(check).toEqual({ write: 'some_choices', read: 'ok', lacking: ['sms'] })
    expect(blocks(check)).toBe(false)
    expect(checkRow(channel, { preferredChannel: 'text_free' }, catalogue)).toMatchObject({ write: 'ok' })
  })
})

describe('choicesFor', () => {
  it('offers what fits, and keeps what is chosen', () => {
    const flag = ours.find(({ name }) => name === 'optIn.sms')!
    expect(choicesFor(flag, undefined, catalogue).map(({ name }) => name)).toEqual(['boolean_free', 'choice_free', 'text_free'])
    expect(choicesFor(flag, 'number_free', catalogue).map(({ name }) => name)).toContain('number_free')
  })
})
