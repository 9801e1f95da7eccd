import { expect, it } from 'vitest'
import { storable } from './storable'

it('keeps what can be kept, at any depth', () => {
  const at = new Date('2026-01-01')
  expect(
    storable({ name: 'A\0na', tags: ['vip', '\uD83D'], at, nested: { 'k\0': [{ n: 1, none: null, yes: true }] }, emoji: '💙' }),
  ).toEqual({ name: 'Ana', tags: ['vip', '\uFFFD'], at, nested: { k: [{ n: 1, none: null, yes: true }] }, emoji: '💙' })
})
