// What becomes of conditions that name a tag: theirs follow, all others stay to the letter.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { followTag } from './follow-tag'

const tag = (...values: string[]) => ({ field: 'tag', operator: 'any', values })

describe('conditions that name the tag', () => {
  it.each([
    ['in another spelling', [tag('Été  VIP')], [tag('Fidèles')]],
    ['among others', [tag('soldes', 'ete vip')], [tag('soldes', 'Fidèles')]],
    ['beside its new name, in any spelling', [tag('FIDELES', 'été vip', 'soldes')], [tag('Fidèles', 'soldes')]],
    ['in groups', [{ match: 'any', parts: [tag('été vip')] }], [{ match: 'any', parts: [tag('Fidèles')] }]],
  ])('follow %s', (_how, before, after) => {
    expect(followTag(before, 'ete vip', 'Fidèles')).toEqual(after)
  })
})

describe('everything else stays', () => {
  it.each([
    [tag('soldes')],
    [tag('été')],
    [{ field: 'firstName', operator: 'is', values: ['été vip'] }],
    [{ field: 'tag', operator: 'empty', values: [] }],
    [{ field: 'tag', operator: 'gone', values: ['été vip'] }],
    [null],
    ['été vip'],
  ])('%j', (part) => {
    expect(followTag([part], 'ete vip', 'Fidèles')[0]).toBe(part)
  })

  it('whatever lies there', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (parts) => {
        expect(followTag(parts, 'no tag of theirs', 'x')).toEqual(parts)
      }),
    )
  })
})
