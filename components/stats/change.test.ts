import { expect, it } from 'vitest'
import { changeOf } from './change'

const words = (now: number, before: number, locale = 'fr') => {
  const change = changeOf(now, before, locale)
  return change === null ? null : [change.direction, change.text.replaceAll(/[\u00a0\u202f]/g, ' ')]
}

it.each([
  [112, 100, ['up', '+12 %']],
  [75, 100, ['down', '-25 %']],
  [1004, 1000, ['same', '0 %']],
  [0, 50, ['down', '-100 %']],
  [5, 0, null],
  [5, -3, null],
  [5000, 10, ['up', '> 999 %']],
])('%i after %i', (now, before, expected) => {
  expect(words(now, before)).toEqual(expected)
})

it('writes as the reader does', () => {
  expect(words(112, 100, 'en')).toEqual(['up', '+12%'])
})
