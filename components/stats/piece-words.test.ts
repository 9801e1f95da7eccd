import { expect, it } from 'vitest'
import { pieceLabel, pieceTitle, rangeTitle } from './piece-words'

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f\u2009]/g, ' ')

it.each([
  ['day', '2026-03-12', '2026-03-12', 'fr', '12 mars', 'jeudi 12 mars 2026'],
  ['day', '2026-03-12', '2026-03-12', 'en', 'Mar 12', 'Thursday, March 12, 2026'],
  ['week', '2026-03-12', '2026-03-18', 'fr', '12 mars', '12–18 mars 2026'],
  ['week', '2026-12-28', '2027-01-03', 'fr', '28 déc.', '28 déc. 2026 – 3 janv. 2027'],
  ['month', '2026-03-01', '2026-03-31', 'fr', 'mars 26', 'mars 2026'],
  ['month', '2028-02-01', '2028-02-29', 'fr', 'févr. 28', 'février 2028'],
  ['month', '2026-11-01', '2026-11-25', 'fr', 'nov. 26', '1–25 nov. 2026'],
  ['month', '2026-03-09', '2026-03-31', 'en', 'Mar 26', 'Mar 9 – 31, 2026'],
] as const)('a %s from %s to %s in %s', (grain, from, to, locale, label, title) => {
  expect(plain(pieceLabel({ from, to }, grain, locale))).toBe(label)
  expect(plain(pieceTitle({ from, to }, grain, locale))).toBe(title)
})

it('names a whole period', () => {
  expect(plain(rangeTitle({ from: '2026-10-27', to: '2026-11-25' }, 'fr'))).toBe('27 oct. – 25 nov. 2026')
})
