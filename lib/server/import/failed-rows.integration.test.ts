// The refused rows as a file: read again it is refused for the same reasons; corrected it is imported, and nothing else with it.
import { createTranslator } from 'use-intl/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { reasonText } from '@/components/import/reason-text'
import { decoderOf, type FileEncoding } from '@/lib/customers/import/encoding'
import type { Shop } from '@/lib/customers/use-case'
import { importFile, readImport, upload } from '@/lib/test/import-world'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { imports } from '@/messages/fr'
import { failedRowsFile } from './failed-rows'

let shops: TestShops
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())

const t = createTranslator<{ imports: typeof imports }, 'imports'>({ locale: 'fr', messages: { imports }, namespace: 'imports' })

async function failed(shop: Shop, id: string): Promise<string> {
  const { settings } = await readImport(shop, id)
  const words = {
    row: imports.failed.row,
    reason: imports.failed.reason,
    say: (reason: Parameters<typeof reasonText>[1]) => reasonText(t, reason),
  }
  const pieces: Buffer[] = []
  for await (const piece of failedRowsFile(shop.id, id, settings!, words)) pieces.push(piece)
  const decoder = decoderOf(settings!.encoding)
  return decoder.decode(Buffer.concat(pieces)) + decoder.end()
}

const file = [
  'Prénom;Nom;Téléphone;E-mail;Remarque;Téléphone',
  'Ana;Ng;0639981201;;;',
  'Bea;Roux;12;;"=1+1; «\u00A0vue\u00A0»\nhier";',
  `'+Chloé;="Œuvré";3,36E+10;chloé;@home;="0639981203"`,
  'Dina;;;;"a ""b""";',
].join('\r\n')

it.each(['utf-8', 'windows-1252', 'utf-16le'] satisfies FileEncoding[])('%s', async (encoding) => {
  const shop = await shops.create()
  const { id, counts } = await importFile(shop, file, { encoding })
  expect(counts).toMatchObject({ created: 1, refused: 3 })
  const text = await failed(shop, id)
  const [header, ...lines] = text.trim().split('\r\n')
  expect(header).toBe('Prénom;Nom;Téléphone;E-mail;Remarque;Téléphone (2);Ligne du fichier;Raison du refus')
  expect(text).toContain(`"'=1+1; «\u00A0vue\u00A0»\nhier"`)
  expect(lines.map((line) => line.split(';').slice(-1)[0])).toMatchObject([
    expect.stringMatching(/^"?Téléphone : .*12/),
    expect.stringMatching(/Téléphone : .*E-mail : .*chloé/),
    expect.stringMatching(/Ni téléphone/),
  ])

  const again = await readImport(shop, await upload(shop, text, { encoding }))
  expect(again.settings?.columns.map(({ target }) => target)).toEqual([
    'firstName',
    'lastName',
    'phone',
    'email',
    'metadata',
    'phone',
    'ignore',
    'ignore',
  ])
  const reasons = async (of: string) =>
    (
      await shops.backDoor.query<{ reasons: { reason: string }[] }>(
        `select reasons from "ImportRow" where "importId" = $1 and reasons is not null order by "row"`,
        [of],
      )
    ).rows.map((row) => row.reasons)
  expect(await reasons((await importFile(shop, text, { encoding })).id)).toEqual(await reasons(id))

  const mended = text
    .replace(';12;', ';0639981202;')
    .replace(';3,36E+10;chloé;', ';0639981203;chloe@example.fr;')
    .replace('Dina;;;;', 'Dina;;;dina@example.fr;')
  const { counts: right } = await importFile(shop, mended, { encoding })
  expect(right).toMatchObject({ created: 3, refused: 0, conflict: 0 })
  const people = await shops.useCase(shop).store.list({ filter: {}, sort: 'created', direction: 'asc', cursor: null, limit: 10 })
  expect(people.data.map(({ firstName, metadata }) => [firstName, metadata])).toEqual([
    ['Ana', {}],
    ['Bea', { Remarque: '=1+1; «\u00A0vue\u00A0»\nhier' }],
    ['+Chloé', { Remarque: '@home' }],
    ['Dina', { Remarque: 'a "b"' }],
  ])
})
