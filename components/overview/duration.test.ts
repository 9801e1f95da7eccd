import { expect, it } from 'vitest'
import { duration } from './duration'

it.each([
  [0, '< 1 min'],
  [29, '< 1 min'],
  [45, '1 min'],
  [12 * 60, '12 min'],
  [59 * 60 + 40, '1 h'],
  [65 * 60, '1 h 5 min'],
  [23 * 3600 + 59 * 60 + 40, '1 j'],
  [26 * 3600, '1 j 2 h'],
  [47.8 * 3600, '2 j'],
  [9 * 86_400, '9 j'],
])('%i seconds are %s', (seconds, text) => {
  expect(duration(seconds, 'fr').replaceAll(/[\u00a0\u202f]/g, ' ')).toBe(text)
})

it('speaks English too', () => {
  expect(duration(65 * 60, 'en')).toBe('1 hr 5 min')
})
