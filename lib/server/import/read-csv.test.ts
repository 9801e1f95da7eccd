import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine } from '@/lib/customers/import/csv-cell'
import { encodeText } from '@/lib/customers/import/encode-text'
import { fileEncodings } from '@/lib/customers/import/encoding'
import { mostRows } from '@/lib/customers/import/import-settings'
import { type CsvRow, type CsvShape, readCsv } from './read-csv'

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
async function rowsOf(text: string | Uint8Array, shape: Partial<CsvShape> = {}, size = 7): Promise<CsvRow[]> {
  const rows: CsvRow[] = []
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  for await (const row of readCsv(pieces(bytes, size), { encoding: 'utf-8', delimiter: ';', ...shape })) rows.push(row)
  return rows
}
const cellsOf = async (...given: Parameters<typeof rowsOf>) => (await rowsOf(...given)).map(({ cells }) => cells)

describe('rows', () => {
  it.each([
    ['', []],
    ['a;b', [['a', 'b']]],
    ['a;b\n', [['a', 'b']]],
    ['a\r\nb\rc\nd', [['a'], ['b'], ['c'], ['d']]],
    [
      'a;"b;c\r\nd"\ne;f',
      [
        ['a', 'b;c\nd'],
        ['e', 'f'],
      ],
    ],
    ['"a ""b"""', [['a "b"']]],
    ['sep=;\na;b', [['a', 'b']]],
    ['a;b\n\n\nc;d', [['a', 'b'], [''], [''], ['c', 'd']]],
    [';;\n', [['', '', '']]],
    ['a\0;b', [['a\0', 'b']]],
  ])('%j', async (text, wanted) => {
    for (const size of [1, 2, 1000]) expect(await cellsOf(text, {}, size)).toEqual(wanted)
  })

  it.each(fileEncodings)('whatever is written in %s is read back, cut anywhere', async (encoding) => {
    const cell = fc.string({ unit: fc.constantFrom(...'aé;"\n \t,|’€') }).map((text) => text.replace(/\r/g, ''))
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 40 }), async (rows, size) => {
        const bytes = encodeText(rows.map((cells) => csvLine(cells, ';')).join(''), encoding)
        expect(await cellsOf(bytes, { encoding }, size)).toEqual(rows)
      }),
      { numRuns: 60 },
    )
  })
})

describe('hostile files', () => {
  it('a quote that is never closed costs its own line and no other', async () => {
    const rows = await rowsOf('a;b\nc;"d\ne;f\ng;"h"\n', {}, 5)
    expect(rows.map(({ cells, broken }) => [cells.join('|'), broken])).toEqual([
      ['a|b', false],
      ['c|"d', true],
      ['e|f', false],
      ['g|h', false],
    ])
  })

  it('the same in the middle of a file larger than what is held', async () => {
    const tail = 'x;y\n'.repeat(800_000)
    let count = 0
    let broken = 0
    for await (const row of readCsv(pieces(Buffer.from(`a;b\nc;"d\n${tail.slice(0, 600_000)}`), 65_536), {
      encoding: 'utf-8',
      delimiter: ';',
    })) {
      count++
      if (row.broken) broken++
    }
    expect({ count, broken }).toEqual({ count: 150_002, broken: 1 })
  })

  it('very many of them are given up, with the line where it was', async () => {
    await expect(rowsOf('c;"d"x\n'.repeat(40), {}, 4096)).resolves.toHaveLength(40)
    await expect(rowsOf('c;"d"x\n'.repeat(60), {}, 4096)).rejects.toMatchObject({ reason: 'file_quotes', params: { row: 51 } })
  })

  it('a quote in the middle of a word is text, one behind a quoted cell is a fault', async () => {
    expect(await cellsOf('a"b;c\n')).toEqual([['a"b', 'c']])
    expect((await rowsOf('"a"b;c\nd;e\n'))[0]).toMatchObject({ broken: true })
  })

  it('ten thousand columns, and a cell of a megabyte', async () => {
    expect((await cellsOf(`${'a;'.repeat(9_999)}a\n`, {}, 4096))[0]).toHaveLength(10_000)
    expect((await cellsOf(`${'x'.repeat(1_000_000)};b\nc;d`, {}, 65_536))[1]).toEqual(['c', 'd'])
    expect((await cellsOf(`"${'x\n'.repeat(500_000)}";b\nc;d`, {}, 65_536))[1]).toEqual(['c', 'd'])
  })

  it('more rows than are allowed', async () => {
    await expect(rowsOf('a\n'.repeat(mostRows + 2), {}, 65_536)).rejects.toMatchObject({ reason: 'file_rows' })
  })

  it('bytes that are no text of the encoding become a mark that is seen', async () => {
    expect(await cellsOf(Uint8Array.of(0x61, 0xff, 0x3b, 0x62))).toEqual([['a\uFFFD', 'b']])
  })
})
