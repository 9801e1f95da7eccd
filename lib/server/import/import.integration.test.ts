// Files become customers: what a dry run says is what the run does, once, whoever else is at work.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Customer } from '@/lib/customers/customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { makeHandlePrimary, removeCustomerHandle } from '@/lib/customers/edit-handles'
import { type ImportCounts, noReport } from '@/lib/customers/import/import-report'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import { updateCustomer } from '@/lib/customers/update-customer'
import type { Shop } from '@/lib/customers/use-case'
import { cancelImport, findImport, saveCheck, saveImportSettings, startImport, startRevert } from '@/lib/db/import-repo'
import { bodyOf, importFile, readImport, upload } from '@/lib/test/import-world'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { checkImportJob } from './check-import-job'
import { receiveFile } from './receive-file'
import { revertImportJob } from './revert-import-job'
import { runImportJob } from './run-import-job'

let shops: TestShops
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())

const everybody = async (shop: Shop): Promise<Customer[]> =>
  (await shops.useCase(shop).store.list({ filter: {}, sort: 'created', direction: 'asc', cursor: null, limit: 200 })).data

async function revertImport(shop: Shop, importId: string): Promise<void> {
  await startRevert(shop, staff, importId)
  await revertImportJob({ tenantId: shop.id, importId })
}

const figures = ({ created, changed, same, repeated, conflict, refused, skipped }: ImportCounts) => ({
  created,
  changed,
  same,
  repeated,
  conflict,
  refused,
  skipped,
})
const none = { created: 0, changed: 0, same: 0, repeated: 0, conflict: 0, refused: 0, skipped: 0 }

const messy = [
  'PRÉNOM;NOM;Téléphone;E-mail;Étiquettes;Code postal;Accord SMS;Date de naissance',
  'HÃ©lÃ¨ne;Œuvré;06 39 98 12 01;HELENE@example.fr;VIP, été;01000;oui;14/03/1980',
  'Paul;Martin;="0639981202";;;75001;non;',
  ';;;;;;;',
  'PRÉNOM;NOM;Téléphone;E-mail;Étiquettes;Code postal;Accord SMS;Date de naissance',
  'Hélène;Œuvré;+33639981201;helene.autre@example.fr;mariée;;;',
  'Zoé;Sans rien;;;;;;',
  "Inès;Roux;'+33639981204;;;;;",
  'Ana;Ng;3,36E+10;ana@example.fr;;;;',
].join('\r\n')

describe('a messy file', () => {
  it('is checked without writing, and does what was said', async () => {
    const shop = await shops.create()
    const id = await upload(shop, messy, { encoding: 'utf-8' })
    const checked = await readImport(shop, id)
    expect(checked).toMatchObject({ status: 'checked', totalRows: 8, trouble: null })
    expect(figures(checked.counts)).toEqual({ ...none, created: 3, repeated: 1, refused: 2, skipped: 2 })
    expect(checked.report.refused.map(({ row, reasons }) => [row, reasons.map(({ reason }) => reason)])).toEqual([
      [7, ['no_identity']],
      [9, ['phone_spreadsheet']],
    ])
    expect(await everybody(shop)).toEqual([])

    await startImport(shop, staff, id, checked.settingsVersion)
    await runImportJob({ tenantId: shop.id, importId: id })
    const ran = await readImport(shop, id)
    expect(ran.status).toBe('done')
    expect(figures(ran.counts)).toEqual({ ...none, created: 3, repeated: 1, refused: 2, skipped: 2 })
    const people = await everybody(shop)
    expect(people.map(({ firstName, lastName, phone }) => [firstName, lastName, phone])).toEqual([
      ['Hélène', 'Œuvré', '+33639981201'],
      ['Paul', 'Martin', '+33639981202'],
      ['Inès', 'Roux', '+33639981204'],
    ])
    expect(people[0]).toMatchObject({
      email: 'helene@example.fr',
      tags: ['été', 'mariée', 'VIP'],
      metadata: { 'Code postal': '01000', 'Date de naissance': '1980-03-14' },
      version: 1,
    })
    expect(people[0]?.handles.map(({ kind, value, isPrimary, source }) => [kind, value, isPrimary, source])).toEqual([
      ['phone', '+33639981201', true, 'import'],
      ['email', 'helene@example.fr', true, 'import'],
      ['email', 'helene.autre@example.fr', false, 'import'],
    ])
    const { rows } = await shops.backDoor.query(
      `select action, count(*)::int as n from "AuditEvent" where "tenantId" = $1 group by 1 order by 1`,
      [shop.id],
    )
    expect(rows).toEqual([
      { action: 'import.batch', n: 1 },
      { action: 'import.customer-create', n: 3 },
      { action: 'import.start', n: 1 },
      { action: 'import.upload', n: 1 },
    ])
  })

  it.each(['fill', 'overwrite'] as const)('twice is 0 new and 0 changed (%s)', async (policy) => {
    const shop = await shops.create()
    const settings = { policy, consentSource: 'Formulaire papier' }
    await importFile(shop, messy, { settings })
    const before = await everybody(shop)
    const again = await importFile(shop, messy, { settings })
    expect(figures(again.counts)).toEqual({ ...none, same: 4, refused: 2, skipped: 2 })
    expect(await everybody(shop)).toEqual(before)
  })

  it.each(['utf-16le', 'utf-16be', 'windows-1252', 'macintosh'] as const)('reads the same in %s', async (encoding) => {
    const shop = await shops.create()
    await importFile(shop, 'Prénom;Nom;Téléphone\r\nHélène;Œuvré;0639981201\r\nÉlodie;D’Aÿ;0639981202\r\n', { encoding })
    expect((await everybody(shop)).map(({ firstName, lastName }) => `${firstName} ${lastName}`)).toEqual([
      'Hélène Œuvré',
      'Élodie D’Aÿ',
    ])
  })
})

describe('who is who', () => {
  it('matches by any way to write a number, by e-mail, by reference, by our own id', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const marie = await createCustomer(useCase, { firstName: 'Marie', phone: '06 39 98 12 34' })
    const jo = await createCustomer(useCase, { firstName: 'Jo', email: 'jo@example.fr' })
    const nameless = await createCustomer(useCase, { lastName: 'Sans coordonnées' })
    const first = await importFile(shop, 'Prénom;Tel;Mail;Référence client\nMarie;0033639981234;;M-1\nJo;;JO@EXAMPLE.FR;J-1\n')
    expect(figures(first.counts)).toEqual({ ...none, changed: 2 })
    const second = await importFile(
      shop,
      `Identifiant Coccinelle;Nom;Référence client;Ville\n;Dupont;M-1;Lyon\n${nameless.id};Sans coordonnées;;Nice\n`,
    )
    expect(figures(second.counts)).toEqual({ ...none, changed: 2 })
    expect(await useCase.store.get(marie.id)).toMatchObject({ lastName: 'Dupont', metadata: { Ville: 'Lyon' } })
    expect(await useCase.store.get(nameless.id)).toMatchObject({ metadata: { Ville: 'Nice' } })
    expect((await useCase.store.get(jo.id))?.handles.map(({ kind }) => kind)).toEqual(['email', 'reference'])
  })

  it('refuses to guess: two people in one row, another name on a family’s telephone, a shared number', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    await createCustomer(useCase, { firstName: 'Marie', lastName: 'Dupont', phone: '0639981234' })
    await createCustomer(useCase, { firstName: 'Jean', lastName: 'Petit', email: 'jean@example.fr' })
    const a = await createCustomer(useCase, { firstName: 'Ana', phone: '0639981235' })
    const b = await createCustomer(useCase, { firstName: 'Bea' })
    await shops.backDoor.query(`update "CustomerHandle" set shared = true where "customerId" = $1`, [a.id])
    await shops.backDoor.query(
      `insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw, shared) values ($1, 'x', $2, 'phone', '+33639981235', '', true)`,
      [shop.id, b.id],
    )
    const file = [
      'Prénom;Nom;Tel;Mail',
      ';;0639981234;jean@example.fr',
      'Paul;Dupont;0639981234;paul@example.fr',
      'Cleo;;0639981235;',
      'Bea;;0639981235;bea@example.fr',
      'Neuf;;0639981299;',
      'Dix;;0639981299;',
    ].join('\n')
    const id = await upload(shop, file)
    const said = await readImport(shop, id)
    const ran = await importFile(shop, file)
    expect(figures(said.counts)).toEqual(figures(ran.counts))
    expect(figures(ran.counts)).toEqual({ ...none, created: 1, changed: 1, conflict: 4 })
    expect(said.report.conflict.map(({ reasons }) => reasons[0]?.reason)).toEqual([
      'two_people',
      'other_name',
      'shared_handle',
      'other_name',
    ])
    expect(said.report.conflict[0]?.reasons[0]?.params).toEqual({ first: 'Marie Dupont', second: 'Jean Petit' })
    expect(await useCase.store.get(b.id)).toMatchObject({ email: 'bea@example.fr' })
  })

  it('the dry run says what the run does, also of people that come again thousands of rows later', async () => {
    const shop = await shops.create()
    const number = (n: number) => `07${String(10_000_000 + n)}`
    const first = Array.from({ length: 2_500 }, (_, n) => `P${String(n)};Un;${number(n)};p${String(n)}@example.fr`)
    const later = [
      `P1;Un;${number(1)};`,
      `Autre;Nom;${number(2)};`,
      `P3;Un;${number(3)};p4@example.fr`,
      `;;;p5@example.fr`,
      `P6;Un;${number(6)};neuf@example.fr`,
      `P6;Un;;neuf@example.fr`,
      `Neuve;Vraiment;${number(9_999)};`,
    ]
    const file = ['Prénom;Nom;Tel;Mail', ...first, ...later].join('\n')
    const said = figures((await readImport(shop, await upload(shop, file))).counts)
    expect(said).toEqual({ ...none, created: 2_501, repeated: 4, conflict: 2 })
    expect(figures((await importFile(shop, file)).counts)).toEqual(said)
    expect(figures((await importFile(shop, file)).counts)).toEqual({ ...none, same: 2_505, conflict: 2 })
  })

  it('a file from before a merge is about who holds it now, and undoes nothing of it', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop, { actor: { kind: 'api-key', id: 'k', name: 'Caisse' } })
    const kept = await createCustomer(useCase, { firstName: 'Marie', lastName: 'Dupont', phone: '0639981201' })
    const gone = await createCustomer(useCase, { firstName: 'Mari', lastName: 'Dupond', phone: '0639981202' })
    const nameless = await createCustomer(useCase, { lastName: 'Sans coordonnées' })
    const file = [
      'Identifiant Coccinelle;Prénom;Nom;Tel;Ville',
      `${gone.id};Zoé;Autre;0639981202;Lyon`,
      `${nameless.id};;Sans coordonnées;;Nice`,
      `${kept.id};Marie;Dupont-Roy;0639981201;`,
    ].join('\n')
    const id = await upload(shop, file, { settings: { policy: 'overwrite' } })
    const said = await readImport(shop, id)
    expect(figures(said.counts)).toEqual({ ...none, changed: 3 })
    // Merged between the dry run and the run, twice over.
    await mergeCustomers(useCase, gone.id, nameless.id)
    await mergeCustomers(useCase, kept.id, gone.id)
    await startImport(shop, staff, id, said.settingsVersion)
    await runImportJob({ tenantId: shop.id, importId: id })
    expect(figures((await readImport(shop, id)).counts)).toEqual({ ...none, changed: 1, same: 2 })
    expect(await everybody(shop)).toMatchObject([
      { id: kept.id, firstName: 'Marie', lastName: 'Dupont', metadata: { Ville: 'Lyon' } },
    ])
  })

  it('somebody archived between the dry run and the run is not brought back: the row is a new customer', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const { id: old } = await createCustomer(useCase, { firstName: 'Marie', phone: '0639981201' })
    const id = await upload(shop, `Identifiant Coccinelle;Prénom;Tel\n${old};Marie;0639981201\n${old};;\n`)
    expect(figures((await readImport(shop, id)).counts)).toEqual({ ...none, same: 2 })
    await deleteCustomer(useCase, old)
    await startImport(shop, staff, id, 1)
    await runImportJob({ tenantId: shop.id, importId: id })
    expect(figures((await readImport(shop, id)).counts)).toEqual({ ...none, created: 1, conflict: 1 })
    expect((await everybody(shop)).map((customer) => customer.id)).not.toContain(old)
  })

  it('another shop’s export, and another shop’s import id, are of nobody here', async () => {
    const [mine, theirs] = [await shops.create(), await shops.create()]
    const other = await createCustomer(shops.useCase(theirs), { firstName: 'Autre', phone: '0639981234' })
    const ran = await importFile(mine, `Identifiant Coccinelle;Prénom;Tel\n${other.id};Autre;0639981234\n${other.id};Autre;\n`)
    expect(figures(ran.counts)).toEqual({ ...none, created: 1, conflict: 1 })
    expect(await everybody(theirs)).toHaveLength(1)
    const id = await upload(theirs, 'Tel\n0639981200')
    expect(await findImport(mine.id, id)).toBeNull()
    for (const act of [
      () => startImport(mine, staff, id, 1),
      () => cancelImport(mine, staff, id),
      async () => saveImportSettings(mine, staff, id, 1, (await readImport(theirs, id)).settings!),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'not_found', reason: 'import_not_found' })
    await expect(runImportJob({ tenantId: mine.id, importId: id })).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('what is there already', () => {
  it('stays, or is replaced, and what the team has changed is asked about', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const api = shops.useCase(shop, { actor: { kind: 'api-key', id: 'k', name: 'Caisse' } })
    const { id } = await createCustomer(api, {
      firstName: 'Mari',
      lastName: 'Dupon',
      phone: '0639981234',
      email: 'old@example.fr',
    })
    await updateCustomer(useCase, id, { lastName: 'Dupont-Roy' })
    const file = 'Prénom;Nom;Tel;Mail;Segment\nMarie;Dupont;0639981234;new@example.fr;VIP\n'
    await importFile(shop, file)
    expect(await useCase.store.get(id)).toMatchObject({
      firstName: 'Mari',
      lastName: 'Dupont-Roy',
      email: 'old@example.fr',
      segment: 'vip',
    })
    const over = await importFile(shop, file, { settings: { policy: 'overwrite' } })
    expect(over.counts).toMatchObject({ changed: 1, team: 1 })
    expect(await useCase.store.get(id)).toMatchObject({ firstName: 'Marie', lastName: 'Dupont-Roy', email: 'new@example.fr' })
    expect((await useCase.store.get(id))?.handles.map(({ value }) => value).sort()).toEqual([
      '+33639981234',
      'new@example.fr',
      'old@example.fr',
    ])
    await importFile(shop, file, { settings: { policy: 'overwrite', overTeam: true } })
    expect(await useCase.store.get(id)).toMatchObject({ lastName: 'Dupont' })
    // Which address is used is a choice of people as well.
    const old = (await useCase.store.get(id))?.handles.find(({ value }) => value === 'old@example.fr')
    await makeHandlePrimary(useCase, id, old!.id)
    expect((await importFile(shop, file, { settings: { policy: 'overwrite' } })).counts).toMatchObject({ changed: 0, team: 1 })
    expect(await useCase.store.get(id)).toMatchObject({ email: 'old@example.fr' })
  })

  it('an address that was taken away is no way to find somebody, and can be given again', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const { id, handles } = await createCustomer(useCase, { firstName: 'Ana', phone: '0639981234', email: 'ana@example.fr' })
    await removeCustomerHandle(useCase, id, handles.find(({ kind }) => kind === 'email')!.id)
    const other = await importFile(shop, 'Prénom;Mail\nLéa;ana@example.fr\n')
    expect(figures(other.counts)).toEqual({ ...none, created: 1 })
    await revertImport(shop, other.id)
    expect(figures((await importFile(shop, 'Tel;Mail\n0639981234;ana@example.fr\n')).counts)).toEqual({ ...none, changed: 1 })
    const after = await useCase.store.get(id)
    expect(after?.email).toBe('ana@example.fr')
    expect(after?.handles.map(({ value, isPrimary }) => [value, isPrimary])).toEqual([
      ['+33639981234', true],
      ['ana@example.fr', true],
    ])
  })

  it('an agreement needs its source and never undoes a refusal; a refusal is written down', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const { id } = await createCustomer(useCase, { firstName: 'Marie', phone: '0639981234' })
    await updatePreferences(useCase, id, { optIn: { email: false } })
    const file = 'Tel;Accord SMS;Accord e-mail;Accord WhatsApp\n0639981234;oui;oui;non\n0639981235;oui;;\n'
    const first = await importFile(shop, file)
    expect(first.counts).toMatchObject({ created: 1, changed: 1, consent_source: 2, consent_refused: 1 })
    const states = async () =>
      (await useCase.store.consents(id)).map(({ channel, state, source, proof }) => [channel, state, source, proof])
    expect(await states()).toEqual([
      ['whatsapp', 'denied', 'import', 'clients.csv'],
      ['email', 'denied', 'user', null],
    ])
    const second = await importFile(shop, file, { settings: { consentSource: 'Bulletin en caisse' } })
    expect(second.counts).toMatchObject({ changed: 2, consent_source: 0, consent_refused: 1 })
    expect((await states())[0]).toEqual(['sms', 'granted', 'import', 'Bulletin en caisse (clients.csv)'])
    expect(await states()).toHaveLength(3)
  })
})

describe('files that cannot be', () => {
  it.each([
    ['nothing', '', 'file_empty'],
    ['spaces and zeros', ' \r\n\0', 'file_empty'],
    ['a workbook', 'PK\u0003\u0004…', 'file_workbook'],
    ['a PDF', '%PDF-1.4', 'file_binary'],
    ['ten thousand columns', `${'a;'.repeat(10_000)}a\n`, 'file_columns'],
  ])('%s is refused', async (_what, text, reason) => {
    const shop = await shops.create()
    await expect(upload(shop, text)).rejects.toMatchObject({ code: 'invalid', reason })
  })

  it('too large is refused before it is read, and while it is when its size was not said', async () => {
    const shop = await shops.create()
    const body = bodyOf(new Uint8Array(10))
    await expect(receiveFile(shop, staff, { name: 'x', size: 60_000_000, body }, String)).rejects.toMatchObject({
      reason: 'file_size',
    })
  })

  it.each([
    ['only a header', 'Prénom;Tel\n', 'file_no_rows'],
    ['empty lines', 'Tel\n\n\n', 'file_no_rows'],
    ['quotes in disorder', `Tel\n${'"x"y\n'.repeat(200)}${'"a\n'.repeat(51)}`, 'file_quotes'],
  ])('%s cannot run', async (_what, text, reason) => {
    const shop = await shops.create()
    const id = await upload(shop, text)
    const record = await readImport(shop, id)
    expect(record).toMatchObject({ status: 'checked', trouble: { reason } })
    await expect(startImport(shop, staff, id, record.settingsVersion)).rejects.toMatchObject({ reason: 'import_not_open' })
  })

  it('a check that is overtaken by other settings says nothing, whenever it ends', async () => {
    const shop = await shops.create()
    const id = await upload(shop, 'Tel;Mail\n0639981234;pas une adresse\n')
    const { settings, counts } = await readImport(shop, id)
    expect(counts.refused).toBe(1)
    const columns = settings!.columns.map((column) =>
      column.target === 'email' ? { ...column, target: 'ignore' as const } : column,
    )
    await saveImportSettings(shop, staff, id, 1, { ...settings!, columns })
    await checkImportJob({ tenantId: shop.id, importId: id, version: 1 })
    // One that had begun before, in the middle of its work and at its end.
    for (const finished of [{}, { finished: { totalRows: 1, trouble: null } }])
      expect(await saveCheck(shop.id, id, 1, { position: 1, counts, report: noReport(), ...finished })).toBe(false)
    expect(await readImport(shop, id)).toMatchObject({ status: 'checking', settingsVersion: 2, counts: { refused: 0 } })
    await Promise.all([1, 2].map((version) => checkImportJob({ tenantId: shop.id, importId: id, version })))
    expect(await readImport(shop, id)).toMatchObject({ status: 'checked', counts: { created: 1, refused: 0 } })
    await expect(startImport(shop, staff, id, 1)).rejects.toMatchObject({ reason: 'stale_version' })
  })

  it('settings are saved at the version that was seen, and not once it runs', async () => {
    const shop = await shops.create()
    const id = await upload(shop, 'Tel\n0639981234')
    const { settings } = await readImport(shop, id)
    await saveImportSettings(shop, staff, id, 1, settings!)
    await expect(saveImportSettings(shop, staff, id, 1, settings!)).rejects.toMatchObject({ reason: 'stale_version' })
    await expect(startImport(shop, staff, id, 2), 'not checked yet').rejects.toMatchObject({ reason: 'import_not_open' })
  })
})
