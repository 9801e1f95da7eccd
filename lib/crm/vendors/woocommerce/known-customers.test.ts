// What a feed remembers: everything comes back, in little room, and only what is touched is unfolded.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blockOf, KnownCustomers, packedSchema } from './known-customers'

const remembered = (ids: readonly number[]): KnownCustomers => {
  const known = new KnownCustomers()
  const blocks = new Map<number, string[]>()
  for (const id of [...new Set(ids)].sort((a, b) => a - b))
    blocks.set(blockOf(String(id)), [...(blocks.get(blockOf(String(id))) ?? []), String(id)])
  for (const [block, own] of blocks) known.set(block, { ids: own, mark: String(block % 1_000_000).padStart(6, 'a') })
  return known
}
const all = (known: KnownCustomers) => known.between(-1, null).sort(([a], [b]) => a - b)

describe('what is remembered', () => {
  test('comes back, whatever the ids are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 300 }), (ids) => {
        const known = remembered(ids)
        const again = new KnownCustomers(packedSchema.parse(JSON.parse(JSON.stringify(known.pack()))))
        expect(all(again)).toEqual(all(known))
        expect(again.pack()).toEqual(known.pack())
      }),
    )
  })

  test('between two blocks is what lies between them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9_000 })),
        fc.integer({ min: -1, max: 600 }),
        fc.option(fc.integer({ min: 0, max: 600 })),
        (ids, from, to) => {
          const known = new KnownCustomers(remembered(ids).pack())
          expect(
            known
              .between(from, to)
              .map(([block]) => block)
              .sort((a, b) => a - b),
          ).toEqual(
            all(known)
              .map(([block]) => block)
              .filter((block) => block > from && (to === null || block <= to)),
          )
        },
      ),
    )
  })

  test('of a hundred thousand accounts is some ten kilobytes, and a page of it costs little', () => {
    const packed = remembered(Array.from({ length: 100_000 }, (_, at) => at + 1)).pack()
    expect(JSON.stringify(packed).length).toBeLessThan(60_000)
    const start = performance.now()
    for (let page = 0; page < 100; page++) {
      const known = new KnownCustomers(packedSchema.parse(JSON.parse(JSON.stringify(packed))))
      known.between(page * 6, page * 6 + 6)
      known.set(page * 6 + 1, { ids: [String((page * 6 + 1) * 16)], mark: 'xxxxxx' })
      known.pack()
    }
    expect((performance.now() - start) / 100).toBeLessThan(20)
  })

  test('a mark that somebody cut off only makes its block be told again', () => {
    const known = new KnownCustomers({ 0: '1-2,g;abc' })
    expect(all(known)).toEqual([
      [0, { ids: ['1', '2'], mark: 'abc' }],
      [1, { ids: ['16'], mark: '' }],
    ])
  })
})
