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

async function exported(
  shop: Shop,
  { locale = 'fr', delimiter = ';', filter = {} }: { locale?: 'fr' | 'en'; delimiter?: ';' | ','; filter?: CustomerFilter } = {},
) {
  const { imports, customers } = catalogues[locale]
  const words = createTranslator<{ customers: typeof customers }, 'customers'>({
    locale,
    messages: { customers },
    namespace: 'customers',
  })
  const pieces: Buffer[] = []
  const options = {
    delimiter,
    words: {
      header: (column: ExportColumn) => imports.exported[column],
      segment: (segment: string) => segmentLabel(words, segment),
      channel: (channel: string) => channelLabel(words, channel),
      yes: imports.exported.yes,
      no: imports.exported.no,
    },
  }
  for await (const piece of exportCustomers(shops.useCase(shop), { filter }, options)) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
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

const text = fc
  .string({ unit: fc.constantFrom(...'abcéèœŁơ »\'’"=+-@;,|/\n0123456789.€'), maxLength: 14 })
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
