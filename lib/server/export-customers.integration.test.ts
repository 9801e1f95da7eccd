// An export says what the list says, and read back it is the identity.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { channelLabel, segmentLabel } from '@/components/customers/customer-words'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { createCustomer } from '@/lib/customers/create-customer'
import type { CustomerFilter } from '@/lib/customers/customer-store'
import type { Shop } from '@/lib/customers/use-case'
import { addTags } from '@/lib/customers/tag-customer'
import { importFile } from '@/lib/test/import-world'
import { newPhone } from '@/lib/test/random-person'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { listRequest, listSorts } from '@/components/customers/list-url'
import { parseListState } from '@/components/customers/parse-list-state'
import { logInteraction } from '@/lib/customers/log-interaction'
import { recordOrder } from '@/lib/customers/record-order'
import { createTranslator } from 'use-intl/core'
import * as en from '@/messages/en'
import * as fr from '@/messages/fr'
import { type ExportColumn, exportCustomers } from './export-customers'

let shops: TestShops
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())

const catalogues = { fr, en }

interface Asked {
  locale?: 'fr' | 'en'
  delimiter?: ';' | ','
  filter?: CustomerFilter
}
type Order = Parameters<typeof exportCustomers>[1]

async function exported(shop: Shop, { locale = 'fr', delimiter = ';', filter = {} }: Asked = {}) {
  const pieces: Buffer[] = []
  for await (const piece of piecesOf(shop, { filter, sort: 'created', direction: 'asc' }, { locale, delimiter }))
    pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

function piecesOf(shop: Shop, order: Order, { locale = 'fr', delimiter = ';' }: Asked = {}): AsyncGenerator<Buffer> {
  const { imports, customers } = catalogues[locale]
  const words = createTranslator<{ customers: typeof customers }, 'customers'>({
    locale,
    messages: { customers },
    namespace: 'customers',
  })
  return exportCustomers(shops.useCase(shop), order, {
    delimiter,
    words: {
      header: (column: ExportColumn) => imports.exported[column],
      segment: (segment: string) => segmentLabel(words, segment),
      channel: (channel: string) => channelLabel(words, channel),
      yes: imports.exported.yes,
      no: imports.exported.no,
    },
  })
}

const idsIn = (text: string): string[] => [...text.matchAll(/^([0-9a-f-]{36});/gm)].map(([, id = '']) => id)
async function idsOf(pieces: AsyncGenerator<Buffer>): Promise<string[]> {
  const ids: string[] = []
  for await (const piece of pieces) ids.push(...idsIn(piece.toString('utf8')))
  return ids
}

describe('the file', () => {
  it('has a mark for Excel, neutralised formulas, every number and every field of the shop', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const { id } = await createCustomer(useCase, {
      firstName: '=HYPERLINK("http://x")',
      lastName: 'D’A; "B"',
      phone: '0639981234',
      email: 'a@example.fr',
      segment: 'active',
      metadata: { Ville: '@Lyon', Téléphone: 'fixe', Avoir: { amount: 1250, currency: 'EUR' } },
    })
    await addTags(useCase, id, ['vip', 'a, b'])
    await updatePreferences(useCase, id, { optIn: { sms: true, email: false }, source: 'in-store' })
    const text = await exported(shop)
    expect(text.startsWith('\uFEFFIdentifiant Coccinelle;Prénom;Nom de famille;Téléphone;')).toBe(true)
    const [header = '', line = ''] = text.slice(1).split('\r\n')
    expect(header.split(';').slice(-3).sort()).toEqual(['Avoir', 'Data: Téléphone', 'Ville'])
    expect(line).toContain(`${id};"'=HYPERLINK(""http://x"")";"D’A; ""B""";'+33639981234;;a@example.fr;`)
    expect(line).toContain(`;Actif;"""a, b"", vip"`.replace('"""a, b"", vip"', `"""a, b"", vip"`))
    expect(line).toContain(';oui;;non;;0;;;;')
    expect(line).toContain(`'@Lyon`)
    expect((await exported(shop, { locale: 'en', delimiter: ',' })).slice(1)).toMatch(/^Coccinelle id,First name,/)
  })

  it('holds the filtered view, over several pages, and the log says who took what and how many', async () => {
    const shop = await shops.create()
    await importFile(
      shop,
      [
        'Prénom;Tel;Étiquettes',
        ...Array.from({ length: 450 }, (_, n) => `P${String(n)};07${String(10_000_000 + n)};${n % 2 === 0 ? 'pair' : ''}`),
      ].join('\n'),
    )
    const lines = (await exported(shop, { filter: { tags: ['pair'] } })).trim().split('\r\n')
    expect(lines).toHaveLength(226)
    const { rows } = await shops.backDoor.query(
      `select action, "actorName", changes from "AuditEvent" where "tenantId" = $1 and action like 'customers.export%' order by at, id`,
      [shop.id],
    )
    expect(rows).toEqual([
      { action: 'customers.export', actorName: 'Camille', changes: { view: '{"tags":["pair"]}' } },
      { action: 'customers.export-end', actorName: 'Camille', changes: { view: '{"tags":["pair"]}', customers: 225 } },
    ])
    const other = await shops.create()
    expect((await exported(other)).trim().split('\r\n')).toHaveLength(1)
  })
})

describe('the view', () => {
  it('is obeyed to the letter of its address: search, segment, tags, every condition, every order', async () => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    const names = ['Zoé', 'Ana', 'Émile', 'Bea', 'Anaïs', 'Paul']
    for (const [at, firstName] of names.entries()) {
      const { id } = await createCustomer(useCase, {
        firstName,
        lastName: at % 2 === 0 ? 'Roux' : 'Martin',
        phone: newPhone(),
        segment: at < 3 ? 'vip' : 'prospect',
        tags: at === 1 ? [] : ['été', `t${String(at)}`],
        metadata: at === 2 ? { Ville: 'Lyon' } : {},
        language: at === 5 ? 'en' : 'fr',
      })
      if (at % 3 === 0)
        await recordOrder(
          useCase,
          id,
          { externalId: String(at), total: { amount: 1000 * (at + 1), currency: 'EUR' }, placedAt: new Date() },
          'shop',
        )
      if (at > 2) await logInteraction(useCase, id, { type: 'call', channel: 'phone' })
    }
    const filters = [
      {},
      { query: 'ana' },
      { segment: 'vip' },
      { tag: ['ete', 't2'] },
      { tag: 'nobody' },
      { where: 'tag:none:été' },
      { where: ['language:in:en', 'lastContact:within:3'] },
      { where: 'spent:atLeast:1000' },
      { where: 'info.Ville:contains:lyon' },
      { query: 'roux', segment: 'vip', where: 'orders:atMost:0' },
    ]
    let asked = 0
    for (const filter of filters)
      for (const order of [{}, ...listSorts.flatMap((sort) => ['asc', 'desc'].map((direction) => ({ sort, direction })))]) {
        const request = listRequest(parseListState({ ...filter, ...order, columns: 'email', size: '200' }))
        const list = (await useCase.store.list(request)).data.map(({ id }) => id)
        expect(await idsOf(piecesOf(shop, request)), JSON.stringify({ filter, order })).toEqual(list)
        asked += list.length
      }
    expect(asked).toBeGreaterThan(150)
  })

  it.each(['asc', 'desc'] as const)('tells of everybody once, whoever changes place meanwhile (%s)', async (direction) => {
    const shop = await shops.create()
    const useCase = shops.useCase(shop)
    await importFile(shop, ['Tel', ...Array.from({ length: 650 }, () => newPhone())].join('\n'))
    await shops.backDoor.query(
      `update "Customer" c set "updatedAt" = now() - interval '1 day' + n.at * interval '1 second'
       from (select id, row_number() over (order by id) as at from "Customer" where "tenantId" = $1) n where c.id = n.id`,
      [shop.id],
    )
    const order = { filter: {}, sort: 'updated', direction } as const
    const all = await idsOf(piecesOf(shop, order))
    expect(new Set(all).size).toBe(650)
    const pieces = piecesOf(shop, order)
    await pieces.next()
    const first = idsIn(String((await pieces.next()).value))
    expect(first).toEqual(all.slice(0, 200))
    // One who was told of and one who was not: both go to where the newest are.
    for (const at of [10, 500]) await addTags(useCase, all[at] ?? '', ['vite'])
    const { id: fresh } = await createCustomer(useCase, { phone: newPhone() })
    const ids = [...first, ...(await idsOf(pieces))]
    expect(ids.toSorted()).toEqual([...all, fresh].toSorted())
  })

  it('has its days by the shop’s own calendar', async () => {
    const shop = await shops.create({ timezone: 'Asia/Tokyo' })
    const { id } = await createCustomer(shops.useCase(shop), { firstName: 'Ana' })
    await shops.backDoor.query(
      `update "Customer" set "createdAt" = '2026-03-14T20:00:00Z', "lastContactAt" = '2026-03-14T10:00:00Z' where id = $1`,
      [id],
    )
    expect(await exported(shop)).toContain(';2026-03-14;2026-03-15;')
  })
})

const text = fc
  .string({ unit: fc.constantFrom(...'abcéèœŁơ »\'’"=+-@;,|/\n0123456789.€\u202E\u200B'), maxLength: 14 })
  .map((value) => value.replace(/\s+/g, ' ').trim())
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const person = fc.record({
  firstName: maybe(text),
  lastName: maybe(text),
  phone: fc.boolean(),
  email: fc.boolean(),
  segment: maybe(fc.constantFrom('vip', 'active', 'Amis', 'Actif', 'standard')),
  language: maybe(fc.constantFrom('fr', 'en', 'pt-BR', 'zh-Hans', 'en-us')),
  preferredChannel: maybe(fc.constantFrom('sms' as const, 'email' as const, 'whatsapp' as const, 'phone' as const)),
  tags: fc.array(
    text.filter((tag) => tag !== ''),
    { maxLength: 3 },
  ),
  metadata: fc.dictionary(
    fc.constantFrom('Ville', 'Prénom', 'Code postal', 'Parrain', 'constructor_', 'Date de naissance'),
    fc.oneof(
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant('01000'),
      fc.constant('x@example.org'),
      fc.constant('2026-03-14'),
      fc.constant({ amount: 1250, currency: 'EUR' }),
      fc.constant(['a', 1]),
    ),
  ),
  consents: fc.dictionary(fc.constantFrom('sms', 'email', 'whatsapp', 'phone'), fc.boolean()),
})

it(
  'exported and imported again, nobody is new and nothing changes, in either language, by either rule',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(person, { minLength: 1, maxLength: 6 }),
        fc.constantFrom('fr' as const, 'en' as const),
        fc.constantFrom(';' as const, ',' as const),
        fc.constantFrom('fill' as const, 'overwrite' as const),
        async (people, locale, delimiter, policy) => {
          const shop = await shops.create({ locale })
          const useCase = shops.useCase(shop)
          for (const [at, { phone, email, consents, ...given }] of people.entries()) {
            const fields = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
            const { id } = await createCustomer(useCase, {
              ...fields,
              ...(phone ? { phone: newPhone() } : {}),
              ...(email || !(phone || given.firstName || given.lastName) ? { email: `p${String(at)}@example.fr` } : {}),
            })
            if (Object.keys(consents).length > 0) await updatePreferences(useCase, id, { optIn: consents, source: 'in-store' })
          }
          const before = (await useCase.store.list({ filter: {}, sort: 'created', direction: 'asc', cursor: null, limit: 50 }))
            .data
          const file = await exported(shop, { locale, delimiter })
          const { counts } = await importFile(shop, file, { settings: { policy, overTeam: true, consentSource: 'Export' } })
          expect(counts).toMatchObject({ created: 0, changed: 0, conflict: 0, refused: 0 })
          expect(
            (await useCase.store.list({ filter: {}, sort: 'created', direction: 'asc', cursor: null, limit: 50 })).data,
          ).toEqual(before)
        },
      ),
      { numRuns: 40 },
    )
  },
)
