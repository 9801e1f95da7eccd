// Text on HubSpot's timeline: whatever is written comes back as it was, and nothing of it is markup there.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromHtml, toHtml } from './engagement-text'

describe('text on the timeline', () => {
  test('any text comes back whole, with one kind of line end, and holds no markup but line breaks', () => {
    const sign = fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        ';',
        '&amp;',
        '&lt;',
        '&#39;',
        '&nbsp;',
        '<br>',
        '</p>',
        '\n',
        '\r\n',
        '#',
        '💙',
        ' ',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    )
    fc.assert(
      fc.property(
        fc.array(sign, { maxLength: 30 }).map((parts) => parts.join('')),
        (text) => {
          const html = toHtml(text)
          expect(fromHtml(html)).toBe(text.replace(/\r\n?/g, '\n'))
          expect(html.replaceAll('<br>', '')).not.toMatch(/[<>"']/)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  test.each([
    ['<p>Bonjour&nbsp;!</p><p>À mardi</p>', 'Bonjour !\nÀ mardi'],
    ['<div style="" dir="auto" data-top-level="true"><p style="margin:0;">Une <strong>robe</strong></p></div>', 'Une robe\n'],
    ['un<br/>deux<BR>trois', 'un\ndeux\ntrois'],
    ['<script>alert(1)</script>x', 'alert(1)x'],
  ])('of what HubSpot’s editor wrote the words stay: %j', (html, text) => expect(fromHtml(html).trim()).toBe(text.trim()))
})
