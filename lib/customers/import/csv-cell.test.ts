import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine, neutralise, plainCell } from './csv-cell'
import { guessDelimiter } from './delimiter'

describe('cells', () => {
  it.each([
    ["'+33612345678", '+33612345678'],
    ["'=1+1", '=1+1'],
    ['="0612345678"', '0612345678'],
    ["'0612", '0612'],
    ["d'Artagnan", "d'Artagnan"],
    ["'t Hart", "'t Hart"],
    ['a\0b\u0007', 'ab'],
    ['  x  ', 'x'],
  ])('%j is read as %j', (cell, wanted) => {
    expect(plainCell(cell)).toBe(wanted)
  })

  it.each(['=1', '+33', '-5', '@a', '\ta', '\ra', '＝1', "'=1"])('%j is not run by a spreadsheet', (value) => {
    expect(neutralise(value)).toBe(`'${value}`)
  })

  it('whatever is written is read back', () => {
    const value = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '0', 'a', '"', ';', ' ') }))
    fc.assert(
      fc.property(
        value.map((text) => plainControls(text)),
        (text) => {
          expect(plainCell(neutralise(text))).toBe(text)
        },
      ),
    )
  })

  it('a line is quoted where it must be', () => {
    expect(csvLine(['a', 'b;c', 'd"e', 'f\ng', ' h'], ';')).toBe('a;"b;c";"d""e";"f\ng";" h"\r\n')
  })
})

/** Text as it can be kept: a cell is trimmed and holds no control characters; ="…" is Excel's own. */
const plainControls = (text: string): string =>
  text
    .replace(/[\0-\x1F\x7F]/g, '')
    .trim()
    .replace(/^="/, '"')

describe('delimiters', () => {
  it.each([
    [';', 'Nom;Prénom\nDupont;Marie\n'],
    [',', 'Name,Phone\n"Dupont, Marie",06\n'],
    ['\t', 'Nom\tAdresse\nDupont\t1, rue\n'],
    ['|', 'a|b|c\n1|2|3'],
    [';', 'Nom;Total\nA;1,50\nB;2,50\nC;3,50\n'],
    [',', 'a,b,c\n"x;y;z",2,3\n"x;y;z",5,6'],
    [',', 'sep=,\na;b\n'],
    [';', 'seul\nx\n'],
    [';', ''],
    [';', '"a\n,,,b";c\n1;2'],
  ] as const)('%j for %j', (wanted, sample) => {
    expect(guessDelimiter(sample)).toBe(wanted)
  })
})
