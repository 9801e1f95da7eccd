import { expect, it } from 'vitest'
import { pickLocale } from './locales'

it.each([
  ['en', 'fr-FR,fr;q=0.9', 'en'],
  [undefined, 'en-GB,en;q=0.9,fr;q=0.8', 'en'],
  [undefined, 'en;q=0.3, fr-CA;q=0.9', 'fr'],
  [undefined, 'en;q=0, de', 'fr'],
  [undefined, 'de-DE,de;q=0.9', 'fr'],
  [undefined, null, 'fr'],
  ['xx', 'en', 'en'],
])('cookie %s and header %s give %s', (cookie, header, locale) => {
  expect(pickLocale(cookie, header)).toBe(locale)
})
