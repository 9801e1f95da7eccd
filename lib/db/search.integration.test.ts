// What people type finds whom they mean: accents, typing mistakes, word order, phone fragments.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import type { CustomerListRequest } from '@/lib/customers/customer-store'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { readCustomerCards } from './customer-cards'

let shops: TestShops
let shop: Shop
let useCase: UseCase
const nameOf = new Map<string, string>()

/** [first name, last name, phone, e-mail] */
const people: [string | null, string | null, string?, string?][] = [
  ['Hélène', 'Dupont', '06 39 98 12 34', 'helene.dupont@example.org'],
  ['Helen', 'Duport', '06 39 98 22 35'],
  ['Marie-Claire', 'L’Œuvré', '06 39 98 33 36', 'marie-claire@example.org'],
  ['Jean', 'Martin', '06 39 98 44 37'],
  ['Jeanne', 'Martinez', '06 39 98 55 38'],
  ['François', 'Lefèvre', '06 39 98 66 39'],
  ['Noël', 'D’Hôtel', '06 39 98 77 40'],
  ['Nguyễn', 'Thị Hồng Đặng', '06 39 98 88 41'],
  ['Łukasz', 'Wąsowicz-Żółć', '06 39 98 99 42'],
  ['Søren', 'Ærøskøbing', '06 39 98 10 43'],
  ['Müller', 'Straße', '06 39 98 11 44'],
  ['Chloé', 'Bœuf', '06 39 98 12 45'],
  ['Aurélie', 'de la Croix', '06 39 98 13 46', 'aurelie@example.fr'],
  ['Zoë', "O'Connor", '06 39 98 14 47'],
  ['Mohamed', 'Benali', '06 39 98 15 48'],
  ['Mohammed', 'Ben Ali', '06 39 98 16 49'],
  ['Catherine', 'Beaumont', '06 39 98 17 50'],
  ['Katarzyna', 'Szczepańska', '06 39 98 18 51'],
  ['Ingrid', 'Åkerström', '06 39 98 19 52'],
  ['Ñuño', 'Peña', '06 39 98 20 53'],
  ['Ioana', 'Țurcanu', '06 39 98 21 54'],
  ['Çağla', 'Şahin', '06 39 98 22 55'],
  ['Camille', null, '06 39 98 23 56'],
  [null, 'Xu', '06 39 98 24 57'],
  ['Anne Sophie', 'Le Goff', '06 39 98 25 58'],
  ['Élise', 'Moreau', '06 39 98 26 59', 'e.moreau+vip@example.org'],
  ['Elisa', 'Moretti', '06 39 98 27 60'],
  ['Guillaume', 'Saint-Exupéry', '06 39 98 28 61'],
  ['Bénédicte', 'Charpentier', '06 39 98 29 62'],
  ['Олена', 'Шевченко', '06 39 98 30 63'],
]

/** [typed, whom it must find among the first two] */
const cases: [string, string][] = [
  // Accents, case, ligatures
  ['helene', 'Hélène Dupont'],
  ['HÉLÈNE', 'Hélène Dupont'],
  ['francois', 'François Lefèvre'],
  ['lefevre', 'François Lefèvre'],
  ['oeuvre', 'Marie-Claire L’Œuvré'],
  ['œuvré', 'Marie-Claire L’Œuvré'],
  ['boeuf', 'Chloé Bœuf'],
  ['noel', 'Noël D’Hôtel'],
  ['zoe', "Zoë O'Connor"],
  ['strasse', 'Müller Straße'],
  ['aeroskobing', 'Søren Ærøskøbing'],
  ['akerstrom', 'Ingrid Åkerström'],
  ['nuno pena', 'Ñuño Peña'],
  ['turcanu', 'Ioana Țurcanu'],
  ['sahin cagla', 'Çağla Şahin'],
  // Apostrophes, hyphens, particles
  ["l'oeuvre", 'Marie-Claire L’Œuvré'],
  ['L’Œuvré', 'Marie-Claire L’Œuvré'],
  ['d hotel', 'Noël D’Hôtel'],
  ["d'hôtel", 'Noël D’Hôtel'],
  ['o connor', "Zoë O'Connor"],
  ['marie claire', 'Marie-Claire L’Œuvré'],
  ['marie-claire', 'Marie-Claire L’Œuvré'],
  ['saint exupery', 'Guillaume Saint-Exupéry'],
  ['de la croix', 'Aurélie de la Croix'],
  ['anne-sophie', 'Anne Sophie Le Goff'],
  // Glued or split words
  ['oconnor', "Zoë O'Connor"],
  ['dhotel', 'Noël D’Hôtel'],
  ['legoff', 'Anne Sophie Le Goff'],
  ['marieclaire', 'Marie-Claire L’Œuvré'],
  ['benali', 'Mohamed Benali'],
  ['ben ali', 'Mohamed Benali'],
  ['sainte xupery', 'Guillaume Saint-Exupéry'],
  ['marieclair', 'Marie-Claire L’Œuvré'],
  // Vietnamese, Polish, Cyrillic
  ['nguyen', 'Nguyễn Thị Hồng Đặng'],
  ['dang', 'Nguyễn Thị Hồng Đặng'],
  ['nguyen thi hong dang', 'Nguyễn Thị Hồng Đặng'],
  ['lukasz', 'Łukasz Wąsowicz-Żółć'],
  ['wasowicz zolc', 'Łukasz Wąsowicz-Żółć'],
  ['szczepanska', 'Katarzyna Szczepańska'],
  ['шевченко', 'Олена Шевченко'],
  // Swapped, partial
  ['dupont helene', 'Hélène Dupont'],
  ['martin jean', 'Jean Martin'],
  ['hel dup', 'Hélène Dupont'],
  ['moreau e', 'Élise Moreau'],
  ['xu', 'Xu'],
  ['camille', 'Camille'],
  // One typing mistake
  ['Dupond', 'Hélène Dupont'],
  ['Dupnot', 'Hélène Dupont'],
  ['helenne', 'Hélène Dupont'],
  ['helne', 'Hélène Dupont'],
  ['martim', 'Jean Martin'],
  ['beaumnot', 'Catherine Beaumont'],
  ['catherin beumont', 'Catherine Beaumont'],
  ['charpantier', 'Bénédicte Charpentier'],
  ['sharpentier', 'Bénédicte Charpentier'],
  ['benedict', 'Bénédicte Charpentier'],
  ['mohamed ben ali', 'Mohammed Ben Ali'],
  ['szczepnska', 'Katarzyna Szczepańska'],
  ['giullaume', 'Guillaume Saint-Exupéry'],
  ['Jean Matrin', 'Jean Martin'],
  ['helene dupond', 'Hélène Dupont'],
  ['moreua', 'Élise Moreau'],
  // Phones
  ['1234', 'Hélène Dupont'],
  ['06 39 98 12 34', 'Hélène Dupont'],
  ['0639981234', 'Hélène Dupont'],
  ['+33 6 39 98 12 34', 'Hélène Dupont'],
  ['+33639981234', 'Hélène Dupont'],
  ['0033639981234', 'Hélène Dupont'],
  ['06 39 98 12 3', 'Hélène Dupont'],
  ['06.39.98.44', 'Jean Martin'],
  ['98 55 38', 'Jeanne Martinez'],
  ['+3363998664', 'nobody'],
  // E-mails
  ['helene.dupont@example.org', 'Hélène Dupont'],
  ['HELENE.DUPONT@', 'Hélène Dupont'],
  ['aurelie@', 'Aurélie de la Croix'],
  ['e.moreau+vip@example.org', 'Élise Moreau'],
  ['e.moreau', 'Élise Moreau'],
]

const request = (query: string, overrides: Partial<CustomerListRequest> = {}): CustomerListRequest => ({
  filter: { query },
  sort: 'relevance',
  direction: 'asc',
  cursor: null,
  limit: 20,
  ...overrides,
})
const find = async (query: string) => (await useCase.store.list(request(query))).data.map((customer) => nameOf.get(customer.id))

beforeAll(async () => {
  shops = await openTestShops()
  shop = await shops.create()
  useCase = shops.useCase(shop)
  for (const [firstName, lastName, phone, email] of people) {
    const made = await createCustomer(useCase, { firstName, lastName, phone, email })
    nameOf.set(made.id, [firstName, lastName].filter((part) => part !== null).join(' '))
  }
  // The same words in another shop must not matter.
  const other = shops.useCase(await shops.create())
  await createCustomer(other, { firstName: 'Hélène', lastName: 'Dupont', phone: '06 39 98 12 34' })
})
afterAll(() => shops.close())

describe('search finds whom people mean', () => {
  test.each(cases)('%s → %s', async (typed, wanted) => {
    const found = await find(typed)
    if (wanted === 'nobody') expect(found).toEqual([])
    else expect(found.slice(0, 2)).toContain(wanted)
  })

  test.each([
    'zzyzzyx',
    'qwrtpsdf',
    'Dupont Szczepańska',
    '777777',
    'nobody@example.org',
    '%',
    '_',
    "'",
    '\\',
    '   ',
    '.',
    'ee_%',
    '👗',
    'helene zzz',
  ])('nonsense finds nothing: %s', async (typed) => {
    if (typed.trim() === '') expect((await find(typed)).length).toBe(20)
    else expect(await find(typed)).toEqual([])
  })

  test('names are kept folded, plain ones by a shorter way to the same', async () => {
    const { rows } = await shops.backDoor.query<{ same: boolean; plain: boolean }>(
      `select coalesce("firstName" || "lastName", '') ~ '^[a-zA-Z]+$' as plain,
         "sortName" = coalesce(nullif(btrim(fold("lastName") || ' ' || fold("firstName")), ''), U&'\\FFFD')
           and starts_with("searchText", ' ' || btrim(fold("firstName") || ' ' || fold("lastName")) || ' ') as same
       from "Customer" where "tenantId" = $1`,
      [shop.id],
    )
    expect(rows).toHaveLength(people.length)
    expect(rows.every(({ same }) => same)).toBe(true)
    expect(new Set(rows.map(({ plain }) => plain))).toEqual(new Set([true, false]))
  })

  test('the till finds the same people in the same order', async () => {
    for (const [typed] of cases) {
      const { cards, more } = await readCustomerCards(shop, typed, 8)
      const listed = (await useCase.store.list(request(typed))).data.map(({ id }) => id)
      expect([typed, cards.map(({ id }) => id)]).toEqual([typed, listed.slice(0, 8)])
      expect(more).toBe(listed.length > 8)
    }
  })

  test('a long or hostile text is only a text', async () => {
    for (const typed of [
      '\'; drop table "Customer"; --',
      '$1',
      'a'.repeat(5_000),
      `${'mot '.repeat(500)}`,
      '\u202Ehelene',
      '%s %I %L',
      '$q$',
      '[[:alpha:]]',
    ])
      expect(await find(typed)).toBeInstanceOf(Array)
  })

  test('the right spelling comes before the near one', async () => {
    expect((await find('mohammed'))[0]).toBe('Mohammed Ben Ali')
    expect((await find('Helen'))[0]).toBe('Helen Duport')
    expect((await find('martin'))[0]).toBe('Jean Martin')
  })

  test('who has several numbers or addresses that match is found once, on one page only', async () => {
    for (let n = 0; n < 5; n++) {
      const { id } = await createCustomer(useCase, { phone: `06 39 98 70 7${n}`, email: `twice.${n}@example.net` })
      await shops.backDoor.query(
        `insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw, "reversedDigits")
         select "tenantId", kind || $3, $2, kind, value, '', "reversedDigits" from (
           select "tenantId", case kind when 'phone' then 'whatsapp' else kind end as kind, case kind when 'email' then 'twice.x' else '' end || value as value, "reversedDigits"
           from "CustomerHandle" where "tenantId" = $1 and "customerId" = $2) given`,
        [shop.id, id, String(n)],
      )
    }
    for (const typed of ['06 39 98 70 7', '3998707', 'twice.', 'twice.x', 'twice.@', '070']) {
      const all = (await useCase.store.list(request(typed))).data.map(({ id }) => id)
      expect(new Set(all).size, typed).toBe(all.length)
      const paged: string[] = []
      let cursor: string | null = null
      do {
        const page = await useCase.store.list(request(typed, { cursor, limit: 2 }))
        paged.push(...page.data.map(({ id }) => id))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect(paged, typed).toEqual(all)
    }
    expect((await useCase.store.list(request('3998707'))).data).toHaveLength(0)
    expect((await useCase.store.list(request('06 39 98 70 7'))).data).toHaveLength(5)
    expect((await useCase.store.list(request('twice.'))).data).toHaveLength(5)
  })

  test('a search that mends is paged without loss', async () => {
    const all = (await useCase.store.list(request('helne', { limit: 50 }))).data.map(({ id }) => id)
    expect(all.length).toBeGreaterThan(1)
    const first = await useCase.store.list(request('helne', { limit: 1 }))
    const second = await useCase.store.list(request('helne', { limit: 1, cursor: first.nextCursor }))
    expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(all.slice(0, 2))
  })

  test('deleted customers are not found', async () => {
    const { id } = await createCustomer(useCase, { firstName: 'Ephemera', phone: '06 39 98 90 91' })
    expect(await find('ephemera')).toHaveLength(1)
    await useCase.store.write((tx) => tx.softDelete(id))
    expect(await find('ephemera')).toEqual([])
    expect(await find('9091')).toEqual([])
  })
})
