// Taking an import back: everything it did goes, nothing that people have done since.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Customer } from '@/lib/customers/customer'
import { addCustomerHandle, makeHandlePrimary } from '@/lib/customers/edit-handles'
import { logInteraction } from '@/lib/customers/log-interaction'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import { recordOrder } from '@/lib/customers/record-order'
import { addTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import type { Shop } from '@/lib/customers/use-case'
import { startRevert } from '@/lib/db/import-repo'
import { revertOutcome } from '@/lib/db/import-outcome'
import { importFile, readImport, upload } from '@/lib/test/import-world'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { revertImportJob } from './revert-import-job'
import { sweepImportsJob } from './sweep-imports-job'

let shops: TestShops
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())

const everybody = async (shop: Shop): Promise<Customer[]> =>
  (await shops.useCase(shop).store.list({ filter: {}, sort: 'created', direction: 'asc', cursor: null, limit: 200 })).data

async function revert(shop: Shop, importId: string) {
  await startRevert(shop, staff, importId)
  await revertImportJob({ tenantId: shop.id, importId })
  expect((await readImport(shop, importId)).status).toBe('reverted')
  const { figures, kept } = await revertOutcome(shop.id, importId, 50)
  return { figures, kept: kept.map(({ firstName, because }) => [firstName, because]).sort() }
}

/** Without what any write changes. */
const plain = ({ version: _version, updatedAt: _updatedAt, handles, ...rest }: Customer) => ({
  ...rest,
  handles: handles.map(({ kind, value, isPrimary }) => `${kind} ${value} ${String(isPrimary)}`).sort(),
})

const rows = ['Ana', 'Bea', 'Cleo', 'Dina', 'Eva', 'Fay', 'Gia', 'Hoa'].map(
  (name, at) => `${name};Test;063998120${String(at)};${name.toLowerCase()}@example.fr;vip;Lyon;oui`,
)
const file = ['Prénom;Nom;Tel;Mail;Étiquettes;Ville;Accord SMS', ...rows].join('\n')

describe('customers that the import made', () => {
  it('go, but for those somebody has worked with', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const { id: importId } = await importFile(shop, file, { settings: { consentSource: 'Formulaire' } })
    // The same file again changes nothing, and is no work.
    await importFile(shop, file, { settings: { consentSource: 'Formulaire' } })
    const [ana, bea, cleo, dina, eva, fay, gia, hoa] = await everybody(shop)
    await addNote(useCase, ana!.id, 'Cliente fidèle')
    await recordOrder(useCase, bea!.id, { externalId: '1', total: { amount: 100, currency: 'EUR' }, placedAt: new Date() }, 'api')
    await updateCustomer(useCase, cleo!.id, { firstName: 'Cléo' })
    await addTags(useCase, dina!.id, ['été'])
    await logInteraction(useCase, eva!.id, { type: 'call', channel: 'phone' })
    await updatePreferences(useCase, fay!.id, { optIn: { sms: false } })
    await mergeCustomers(useCase, gia!.id, (await createCustomer(useCase, { firstName: 'Autre', phone: '0639981299' })).id)
    expect(hoa).toBeDefined()

    const { figures, kept } = await revert(shop, importId)
    expect(figures).toEqual({ removed: 1, restored: 0, kept: 7, consents: 7 })
    expect(kept).toEqual([
      ['Ana', 'note'],
      ['Bea', 'order'],
      ['Cléo', 'edited'],
      ['Dina', 'activity'],
      ['Eva', 'activity'],
      ['Fay', 'activity'],
      ['Gia', 'activity'],
    ])
    expect((await everybody(shop)).map(({ firstName }) => firstName)).toEqual(['Ana', 'Bea', 'Cléo', 'Dina', 'Eva', 'Fay', 'Gia'])
    // The handles of who is gone are free again.
    const again = await importFile(shop, file)
    expect(again.counts).toMatchObject({ created: 1, changed: 0 })
  })

  it('that were merged into others stay in them', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const { id: importId } = await importFile(shop, 'Prénom;Tel\nAna;0639981201\nBea;0639981202\n')
    const [ana] = await everybody(shop)
    const keeper = await createCustomer(useCase, { firstName: 'Gardée', phone: '0639981299' })
    await mergeCustomers(useCase, keeper.id, ana!.id)
    const last = await createCustomer(useCase, { firstName: 'Dernière', phone: '0639981298' })
    await mergeCustomers(useCase, last.id, keeper.id)
    expect(await revert(shop, importId)).toMatchObject({ figures: { removed: 1, kept: 1 }, kept: [['Dernière', 'merged']] })
  })
})

describe('customers that were there', () => {
  it('are as they were, field by field, with two rows about one and another one in front', async () => {
    const shop = await shops.create()
    const api = shops.useCase(shop, { actor: { kind: 'api-key', id: 'k', name: 'Caisse' } })
    await createCustomer(api, {
      firstName: 'Ana',
      phone: '0639981201',
      email: 'old@example.fr',
      tags: ['fidèle'],
      metadata: { Ville: 'Nice', Taille: 38, Avoir: { amount: 100, currency: 'EUR' } },
    })
    await createCustomer(api, { firstName: 'Bea', phone: '0639981202' })
    const before = (await everybody(shop)).map(plain)
    const messy = [
      'Prénom;Nom;Tel;Mail;Langue;Segment;Étiquettes;Ville;Taille;Avoir',
      'Anaïs;Un;0639981201;new@example.fr;en;VIP;fidèle, été;Lyon;40,5;"2,00 €"',
      ';;0639981201;;;;mariée;;;',
      'Béa;Trois;0639981202;bea@example.fr;;;;;;',
    ].join('\n')
    const { id: importId, counts } = await importFile(shop, messy, { settings: { policy: 'overwrite' } })
    expect(counts).toMatchObject({ changed: 3, repeated: 0 })
    expect((await everybody(shop))[0]).toMatchObject({
      firstName: 'Anaïs',
      lastName: 'Un',
      email: 'new@example.fr',
      language: 'en',
      tags: ['été', 'fidèle', 'mariée'],
    })
    expect(await revert(shop, importId)).toEqual({ figures: { removed: 0, restored: 2, kept: 0, consents: 0 }, kept: [] })
    expect((await everybody(shop)).map(plain)).toEqual(before)
  })

  it('keep what was changed since, and the ways they have written by; agreements are told of and stay', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const api = shops.useCase(shop, { actor: { kind: 'api-key', id: 'k', name: 'Caisse' } })
    const { id } = await createCustomer(api, { firstName: 'Ana', phone: '0639981201' })
    const { id: importId } = await importFile(
      shop,
      'Nom;Prénom;Tel;Mail;Ville;Accord SMS\nUn;Ana;0639981201;ana@example.fr;Lyon;oui\n',
      {
        settings: { consentSource: 'Formulaire' },
      },
    )
    await updateCustomer(useCase, id, { lastName: 'Deux' })
    await shops.backDoor.query(
      `insert into "Message" ("tenantId", id, "customerId", direction, channel, "externalId", "fromAddress", body, status, "occurredAt")
       values ($1, 'm', $2, 'in', 'email', 'm', 'ana@example.fr', '', 'received', now())`,
      [shop.id, id],
    )
    expect(await revert(shop, importId)).toMatchObject({
      figures: { removed: 0, restored: 1, kept: 1, consents: 1 },
      kept: [['Ana', 'changed']],
    })
    const after = await useCase.store.get(id)
    expect(after).toMatchObject({ firstName: 'Ana', lastName: 'Deux', email: 'ana@example.fr', metadata: {} })
    expect((await useCase.store.consents(id)).map(({ state }) => state)).toEqual(['granted'])
  })
})

describe('ways to reach who was there', () => {
  const reach = async (shop: Shop) => {
    const [customer] = await everybody(shop)
    const handles = customer?.handles.filter(({ kind }) => kind === 'email') ?? []
    return [customer?.email, handles.map(({ value, isPrimary }) => `${value}${isPrimary ? ' *' : ''}`).sort()]
  }
  const added = 'Tel;Mail\n0639981201;new@example.fr\n'

  it('one that somebody has made the one to use since stays', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const { id } = await createCustomer(useCase, { phone: '0639981201', email: 'old@example.fr' })
    const { id: importId } = await importFile(shop, added)
    const handle = (await useCase.store.get(id))?.handles.find(({ value }) => value === 'new@example.fr')
    await makeHandlePrimary(useCase, id, handle!.id)
    expect(await revert(shop, importId)).toMatchObject({ figures: { restored: 0, kept: 1 } })
    expect(await reach(shop)).toEqual(['new@example.fr', ['new@example.fr *', 'old@example.fr']])
  })

  it('when the one to use goes, one that was added since is used', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const { id } = await createCustomer(useCase, { phone: '0639981201' })
    const { id: importId } = await importFile(shop, added)
    await addCustomerHandle(useCase, id, { kind: 'email', value: 'later@example.fr' })
    await addCustomerHandle(useCase, id, { kind: 'email', value: 'last@example.fr' })
    expect(await revert(shop, importId)).toMatchObject({ figures: { restored: 1, kept: 0 } })
    expect(await reach(shop)).toEqual(['later@example.fr', ['last@example.fr', 'later@example.fr *']])
  })
})

describe('what is kept', () => {
  it('is the file until it has run, the rows for a month, and that it happened for good', async () => {
    const [shop, other] = [await shops.create(), await shops.create()]
    const left = async (id: string) =>
      (
        await shops.backDoor.query(
          `select (select count(*)::int from "ImportChunk" where "importId" = $1) as chunks, (select count(*)::int from "ImportRow" where "importId" = $1) as rows,
             status, report = '{}' as "noReport" from "Import" where id = $1`,
          [id],
        )
      ).rows[0] as unknown
    const draft = await upload(shop, 'Tel\n0639981201\n')
    const fresh = await upload(other, 'Tel\n0639981201\n')
    const { id } = await importFile(shop, 'Prénom;Tel\nAna;0639981202\nBea;faux\n')
    expect(await left(draft)).toMatchObject({ chunks: 1, rows: 0 })
    expect(await left(id)).toMatchObject({ chunks: 0, rows: 2 })
    await sweepImportsJob()
    expect(await left(draft)).toMatchObject({ chunks: 1, status: 'checked' })
    expect(await left(id)).toMatchObject({ rows: 2, noReport: false })
    await shops.backDoor.query(
      `update "Import" set "updatedAt" = now() - interval '8 days', "finishedAt" = now() - interval '31 days' where "tenantId" = $1`,
      [shop.id],
    )
    await sweepImportsJob()
    expect(await left(draft)).toEqual({ chunks: 0, rows: 0, status: 'discarded', noReport: true })
    expect(await left(id)).toEqual({ chunks: 0, rows: 0, status: 'done', noReport: true })
    expect(await left(fresh)).toMatchObject({ chunks: 1, status: 'checked' })
    await expect(startRevert(shop, staff, id)).rejects.toMatchObject({ reason: 'import_too_old' })
  })
})

it(
  'in a shop that an import has just filled, of which PostgreSQL knows nothing yet, no handle is read for every customer',
  { timeout: 60_000 },
  async () => {
    const shop = await shops.create()
    await shops.backDoor.query('alter table "CustomerHandle" set (autovacuum_enabled = false)')
    const many = ['Nom;Tel', ...Array.from({ length: 3_000 }, (_, n) => `N${String(n)};07${String(20_000_000 + n)}`)].join('\n')
    const { id: importId } = await importFile(shop, many)
    const read = async (): Promise<number> => {
      // A connection tells of its work at the end of a transaction, and once a second at most.
      await new Promise((resolve) => setTimeout(resolve, 1_200))
      for (let n = 0; n < 12; n++) await Promise.all(Array.from({ length: 10 }, () => readImport(shop, importId)))
      const { rows: sums } = await shops.backDoor.query<{ n: number }>(
        `select sum(idx_tup_read)::int as n from pg_stat_user_indexes where relname = 'CustomerHandle'`,
      )
      return sums[0]?.n ?? 0
    }
    const before = await read()
    await startRevert(shop, staff, importId)
    await revertImportJob({ tenantId: shop.id, importId })
    const again = await importFile(shop, many)
    expect(again.counts).toMatchObject({ created: 3_000 })
    expect((await importFile(shop, many)).counts).toMatchObject({ same: 3_000 })
    const after = await read()
    expect(after).toBeGreaterThan(before)
    expect(after - before).toBeLessThan(500_000)
  },
)

describe('the act itself', () => {
  it('happens once, in its own shop, and not when it is too old', async () => {
    const [shop, other] = [await shops.create(), await shops.create()]
    const { id } = await importFile(shop, 'Tel\n0639981201\n')
    await expect(startRevert(other, staff, id)).rejects.toMatchObject({ reason: 'import_not_found' })
    await revert(shop, id)
    await expect(startRevert(shop, staff, id)).rejects.toMatchObject({ reason: 'import_not_open' })
    const { id: old } = await importFile(shop, 'Tel\n0639981202\n')
    await shops.backDoor.query(`update "Import" set "emptiedAt" = now() where id = $1`, [old])
    await expect(startRevert(shop, staff, old)).rejects.toMatchObject({ reason: 'import_too_old' })
  })

  it('two at once do it once', async () => {
    const shop = await shops.create()
    const { id: importId } = await importFile(shop, file)
    await startRevert(shop, staff, importId)
    await Promise.all([1, 2, 3].map(() => revertImportJob({ tenantId: shop.id, importId })))
    const { rows: audit } = await shops.backDoor.query<{ n: number }>(
      `select count(*)::int as n from "AuditEvent" where "tenantId" = $1 and action = 'import.customer-remove'`,
      [shop.id],
    )
    expect(audit).toEqual([{ n: 8 }])
  })
})
