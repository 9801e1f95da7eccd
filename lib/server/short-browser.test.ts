import { expect, it } from 'vitest'
import { shortBrowser } from './short-browser'

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0'

it.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${chrome} Safari/537.36`, 'Chrome 140, Linux'],
  [`Mozilla/5.0 (Linux; Android 16; SM-S911B) ${chrome} Mobile Safari/537.36`, 'Chrome 140, Android'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Safari/537.36 Edg/140.0.1`, 'Edge 140, Windows'],
  ['Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox 145, Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.1 Mobile Safari/604.1',
    'Safari 19, iPhone',
  ],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/156.0 Mobile Safari/604.1', 'Chrome 156, iPhone'],
  ['Chrome/1', 'Chrome 1'],
  [`scanner\r\n\u0007é ${'y'.repeat(80)}`, `scanner ${'y'.repeat(32)}`],
  ['', '?'],
  [null, '?'],
])('%s is kept as %s', (userAgent, kept) => {
  expect(shortBrowser(userAgent)).toBe(kept)
})
