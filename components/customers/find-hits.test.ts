import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findHits } from './find-hits'

const shown = (text: string, ...words: string[]) =>
  findHits(text, words)
    .map((piece) => (piece.isHit ? `[${piece.text}]` : piece.text))
    .join('')

describe('hits', () => {
  it.each([
    ['La robe d’Hélène', ['HELENE'], 'La robe d’[Hélène]'],
    ['He\u0301le\u0300ne', ['helene'], '[He\u0301le\u0300ne]'],
    ['Cœur et cœurs', ['coeur'], '[Cœur] et [cœur]s'],
    ['45,90 €', ['45.90'], '[45,90] €'],
    ['du 45, 90 aussi', ['45,90'], 'du [45, 90] aussi'],
    ['un ❤ deux', ['❤'], 'un [❤] deux'],
    ['abab', ['ab', 'ba'], '[abab]'],
    ['a🙂b', ['b'], 'a🙂[b]'],
    ['rien ici', ['zzz'], 'rien ici'],
    ['rien ici', [], 'rien ici'],
    ['', ['a'], ''],
    ['<b>Gras</b>', ['gras'], '<b>[Gras]</b>'],
  ])('%s with %j', (text, words, expected) => {
    expect(shown(text, ...words)).toBe(expected)
  })

  it('the pieces join to the text, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 }),
        (text, words) => {
          expect(
            findHits(text, words)
              .map((piece) => piece.text)
              .join(''),
          ).toBe(text)
        },
      ),
    )
  })
})
