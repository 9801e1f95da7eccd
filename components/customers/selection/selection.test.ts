import { describe, expect, it } from 'vitest'
import { mostChosen } from '@/lib/customers/bulk/bulk-limits'
import { bulkTargetSchema } from '@/lib/customers/bulk/bulk-target'
import { between, everyone, isNobody, isSelected, nobody, parseSelection, select, type Selection, targetOf } from './selection'

const some: Selection = { all: false, ids: ['a', 'b'] }

describe('a selection', () => {
  it('grows and shrinks, whichever way it is kept', () => {
    expect(select(nobody, ['a', 'b'], true)).toEqual(some)
    expect(select(some, ['b', 'c'], true)).toEqual({ all: false, ids: ['a', 'b', 'c'] })
    expect(select(some, ['a'], false)).toEqual({ all: false, ids: ['b'] })
    const but = select(everyone, ['a'], false)
    expect(but).toEqual({ all: true, except: ['a'] })
    expect(but === null ? null : [isSelected(but, 'a'), isSelected(but, 'b')]).toEqual([false, true])
    expect(but === null ? null : select(but, ['a'], true)).toEqual(everyone)
    expect([isNobody(nobody), isNobody(some), isNobody(everyone)]).toEqual([true, false, false])
  })

  it('is no longer than the server reads', () => {
    const ids = Array.from({ length: mostChosen }, (_, n) => String(n))
    const full = select(nobody, ids, true)
    expect(full).not.toBeNull()
    expect(full === null ? null : select(full, ['more'], true)).toBeNull()
    expect(bulkTargetSchema.safeParse(full === null ? null : targetOf(full, {})).success).toBe(true)
    expect(bulkTargetSchema.safeParse({ ids: [...ids, 'more'] }).success).toBe(false)
  })

  it('is a target as the server reads it, strictly', () => {
    const filter = { query: 'ana', tags: ['vip'], rule: { match: 'all' as const, parts: [] } }
    expect(bulkTargetSchema.parse(targetOf({ all: true, except: ['a'] }, filter))).toEqual({ filter, except: ['a'] })
    expect(bulkTargetSchema.safeParse({ filter: { ...filter, another: 1 } }).success).toBe(false)
    expect(bulkTargetSchema.safeParse({ filter: { rule: { match: 'all', parts: [{ field: 'nobody' }] } } }).success).toBe(false)
    expect(bulkTargetSchema.safeParse({ filter: {}, ids: ['a'] }).success).toBe(false)
  })

  it('reaches from line to line, either way', () => {
    const page = ['a', 'b', 'c', 'd']
    expect(between(page, 'b', 'd')).toEqual(['b', 'c', 'd'])
    expect(between(page, 'c', 'a')).toEqual(['a', 'b', 'c'])
    expect(between(page, null, 'c')).toEqual(['c'])
    expect(between(page, 'elsewhere', 'c')).toEqual(['c'])
  })

  it.each([null, '', '{', '[]', '"x"', '{"ids":7}', '{"all":true}'])('kept as %s is nobody', (text) => {
    expect(isNobody(parseSelection(text))).toBe(true)
  })

  it('comes back as it was kept', () => {
    for (const selection of [some, everyone, nobody]) expect(parseSelection(JSON.stringify(selection))).toEqual(selection)
  })
})
