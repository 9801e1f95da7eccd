// Files as people and programs really send them: which columns are found, and what the rows below them say.
import { describe, expect, it } from 'vitest'
import { EncodingSniffer } from '@/lib/customers/import/encoding'
import type { ImportSettings } from '@/lib/customers/import/import-settings'
import { readBatches } from './read-rows'
import { guessReading, previewFile } from './sample-file'

const shop = { region: 'FR', currency: 'EUR' }
const numbered = (place: number): string => `Colonne ${String(place)}`

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024)
}

async function read(file: string | Buffer) {
  const bytes = Buffer.from(file)
  const sniffer = new EncodingSniffer()
  sniffer.push(bytes)
  const start = { piece: bytes.subarray(0, 256 * 1024), goesOn: bytes.length > 256 * 1024 }
  const reading = await guessReading(start, { encoding: sniffer.encoding() }, shop, numbered)
  const settings: ImportSettings = { ...reading, policy: 'fill', overTeam: false, consentSource: null }
  const rows = []
  for await (const batch of readBatches(pieces(bytes), settings, shop)) rows.push(...batch)
  const said = rows.map(({ row, reading: { kind, ...rest } }) => [
    row,
    'candidate' in rest ? rest.candidate.handles.map(({ value }) => value).join(' ') : kind,
    ...('reasons' in rest ? rest.reasons.map(({ reason }) => reason) : []),
  ])
  return { settings, columns: settings.columns.map(({ header, target }) => `${header}:${target}`), said, rows, start }
}

describe('a line about the separator', () => {
  it.each([
    ['\uFEFFsep=,\r\nNom,Tel\r\nA,0639981201\r\n'],
    ['"sep=,"\nNom,Tel\nA,0639981201\n'],
    ['sep=,,,\r\nNom,Tel\r\nA,0639981201\r\n'],
    ['sep=,\rNom,Tel\rA,0639981201\r'],
  ])('%j is no row of the table', async (file) => {
    const { columns, said } = await read(file)
    expect(columns).toEqual(['Nom:fullName', 'Tel:phone'])
    expect(said).toEqual([[3, '+33639981201']])
  })
})

describe('lines above the header', () => {
  it.each([
    ['a title', 'Export clients du 12/03/2026\n\nNom;Prénom;Tel\nA;B;0639981201\n', ';'],
    ['a title as wide as the table', 'Export clients;;\n;;\nNom;Prénom;Tel\nA;B;0639981201\n', ';'],
    ['a title in a file with commas', 'Export\n\nNom,Prénom,Tel\nA,B,0639981201\n', ','],
    ['nothing', '\n\nNom;Prénom;Tel\nA;B;0639981201\n', ';'],
  ])('%s', async (_what, file, delimiter) => {
    const { columns, said, settings, start } = await read(file)
    expect(settings.delimiter).toBe(delimiter)
    expect(columns).toEqual(['Nom:lastName', 'Prénom:firstName', 'Tel:phone'])
    expect(said.filter(([, what]) => what !== 'skipped')).toEqual([[4, '+33639981201']])
    expect((await previewFile(start, settings)).rows).toEqual([['A', 'B', '0639981201']])
  })

  it('the header is known again with broken accents, gaps and names that come twice', async () => {
    const { columns, said } = await read('Clients;;;\nPRÃ‰NOM;;Tel;Tel\nÃ‰lodie;x;0639981201;0639981202\n')
    expect(columns).toEqual(['PRÉNOM:firstName', 'Colonne 2:metadata', 'Tel:phone', 'Tel (2):phone'])
    expect(said).toEqual([
      [2, 'skipped'],
      [3, '+33639981201 +33639981202'],
    ])
  })

  it('a first line that names one column stays the header', async () => {
    const { columns } = await read('Nom;Note\nRéférence client;Tel\nA;0639981201\n')
    expect(columns).toEqual(['Nom:fullName', 'Note:metadata'])
  })
})

describe('what spreadsheets and screens leave in cells', () => {
  it('no-break spaces in numbers, marks of direction, failed formulas, couples', async () => {
    const { rows } = await read(
      [
        'Nom complet;Tel;Ville',
        '\u202EPaul\u202C Martin;\u202A06\u00A039\u202F98\u00A012\u00A001\u202C;#REF!',
        '#NOM?;0639981202;Lyon',
        'M. et Mme Martin;0639981203;',
        'M & Mme Paul Roux;0639981204;',
        '#bob;0639981205;',
      ].join('\n'),
    )
    expect(rows.map(({ reading }) => ('candidate' in reading ? reading.candidate.fields : reading))).toEqual([
      { firstName: 'Paul', lastName: 'Martin' },
      {},
      { lastName: 'Martin' },
      { firstName: 'Paul', lastName: 'Roux' },
      { lastName: '#bob' },
    ])
    expect(rows[0]?.reading).toMatchObject({ candidate: { handles: [{ value: '+33639981201' }] } })
  })

  it('what no person has is refused: six hundred numbers, a name of two hundred letters', async () => {
    const numbers = Array.from({ length: 600 }, (_, n) => `07${String(10_000_000 + n)}`).join(', ')
    const { said } = await read(
      `Nom complet;Tel\nA;"${numbers}"\n${'x'.repeat(200)};0639981201\n${'x'.repeat(150)} y;0639981202\n`,
    )
    expect(said).toEqual([
      [2, 'refused', 'too_many_handles'],
      [3, 'refused', 'too_long'],
      [4, 'refused', 'too_long'],
    ])
  })

  it('a line of ten megabytes costs itself and no other, and its end is nobody', async () => {
    const { said } = await read(`Nom;Tel\nA;0639981201\n${'x'.repeat(10_000_000)};0639981205\nB;0639981202\n`)
    expect(said).toEqual([
      [2, '+33639981201'],
      [3, 'refused', 'too_long'],
      [4, '+33639981202'],
    ])
  })
})
