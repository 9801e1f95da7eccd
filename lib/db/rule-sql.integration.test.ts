// Every question about every field finds whom it means: the statement against a reading of the same customers in memory.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Customer, NewCustomerInput } from '@/lib/customers/customer'
import { recordOrder } from '@/lib/customers/record-order'
import { type CustomerRule, isRule, type RuleCondition, ruleConditionSchema } from '@/lib/customers/rule'
import { kindOf, operatorsOf, type RuleField, ruleFields } from '@/lib/customers/rule-fields'
import { tagKey } from '@/lib/customers/tag-key'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { openTestShops, type TestShops } from '@/lib/test/shops'

let shops: TestShops
let shop: Shop
let useCase: UseCase
const people = new Map<string, Customer>()
const consents = new Map<string, Record<string, boolean | undefined>>()
const day = 86_400_000
const connectionId = 'a-connection'
const groupId = 'a-group'

const given: (NewCustomerInput & {
  sms?: boolean[]
  orders?: [number, number][]
  contact?: number
  madeAt?: string
  linked?: boolean
})[] = [
  {
    firstName: 'Hélène',
    lastName: 'Dupont',
    phone: '06 39 98 12 34',
    email: 'helene@example.org',
    segment: 'vip',
    tags: ['Été', 'robe'],
    sms: [true],
    orders: [
      [9_900, 5],
      [20_000, 200],
    ],
    contact: 3,
  },
  {
    firstName: 'Anne-Sophie',
    lastName: "O'Brien \\' OR Id != null --",
    segment: 'active',
    tags: ['robe'],
    sms: [true, false],
    orders: [[5_000, 100]],
    contact: 95,
    metadata: { taille: '38', 'a:b,c%d': 'x' },
  },
  {
    firstName: '%',
    lastName: '_',
    email: 'jean_martin@example.fr',
    preferredChannel: 'email',
    language: 'en',
    tags: ['ete'],
    metadata: { taille: 40 },
  },
  {
    firstName: 'Xu',
    phone: '+44 7400 123456',
    preferredChannel: 'sms',
    sms: [false],
    madeAt: '2026-03-14T23:30:00+01:00',
    linked: true,
  },
  {
    lastName: 'Nguyễn',
    email: 'x@example.org',
    madeAt: '2026-03-15T00:30:00+01:00',
    orders: [[0, 400]],
    metadata: { taille: '' },
  },
]

beforeAll(async () => {
  shops = await openTestShops()
  shop = await shops.create()
  useCase = shops.useCase(shop)
  await shops.backDoor.query(`insert into "CrmConnection" ("tenantId", id, vendor) values ($1, $2, 'mock')`, [
    shop.id,
    connectionId,
  ])
  for (const { sms = [], orders = [], contact, madeAt, linked = false, ...input } of given) {
    const { id } = await createCustomer(useCase, input)
    for (const answer of sms) await updatePreferences(useCase, id, { optIn: { sms: answer }, source: 'shop-form' })
    for (const [amount, daysAgo] of orders)
      await recordOrder(
        useCase,
        id,
        { externalId: `o${amount}`, total: { amount, currency: shop.currency }, placedAt: new Date(Date.now() - daysAgo * day) },
        'shop',
      )
    if (contact !== undefined)
      await shops.backDoor.query(
        `update "Customer" set "lastContactAt" = $3, "lastContactChannel" = 'sms' where "tenantId" = $1 and id = $2`,
        [shop.id, id, new Date(Date.now() - contact * day)],
      )
    if (madeAt !== undefined)
      await shops.backDoor.query(`update "Customer" set "createdAt" = $3 where "tenantId" = $1 and id = $2`, [
        shop.id,
        id,
        madeAt,
      ])
    if (input.firstName === 'Hélène') await joinGroup(id)
    if (linked)
      await shops.backDoor.query(
        `insert into "ExternalLink" ("tenantId", id, "connectionId", "customerId", "externalId") values ($1, 'l', $2, $3, 'x')`,
        [shop.id, connectionId, id],
      )
    consents.set(id, { sms: sms.at(-1) })
  }
  for (const customer of (await useCase.store.list({ filter: {}, sort: 'name', direction: 'asc', cursor: null, limit: 50 })).data)
    people.set(customer.id, customer)
  expect(people.size).toBe(given.length)
})
afterAll(() => shops.close())

async function joinGroup(id: string): Promise<void> {
  await shops.backDoor.query(
    `insert into "Segment" ("tenantId", id, kind, key, name, rule, position, "deletedAt")
     select $1, id, 'group', id, id, '{"match": "all", "parts": []}', 0, gone
     from (values ($2, null::timestamptz), ('gone', now())) s (id, gone)`,
    [shop.id, groupId],
  )
  await shops.backDoor.query(
    `insert into "SegmentMember" ("tenantId", "segmentId", "customerId") select $1, s, $2 from unnest(array[$3, 'gone']) s`,
    [shop.id, id, groupId],
  )
}

const find = async (rule: CustomerRule): Promise<string[]> => {
  const request = { filter: { rule }, sort: 'name', direction: 'asc', limit: 50 } as const
  const [page, count] = await Promise.all([useCase.store.list({ ...request, cursor: null }), useCase.store.count({ rule }, 1000)])
  expect(count).toEqual({ count: page.data.length, capped: false, estimated: false })
  return page.data.map(({ id }) => id).sort()
}
const all = (...parts: CustomerRule['parts']): CustomerRule => ({ match: 'all', parts })
const nameOf = (id: string): string => people.get(id)?.firstName ?? people.get(id)?.lastName ?? id
const names = async (rule: CustomerRule) => (await find(rule)).map(nameOf).sort()

/** As `fold` of the database, for these people. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** What the rule means, said once more without SQL. */
function holds(customer: Customer, { field, operator, values }: RuleCondition): boolean {
  const [value = '', upper = ''] = values
  const text = (raw: string | null): boolean => {
    const [own, wanted] = [fold(raw ?? ''), fold(value)]
    if (operator === 'empty') return (raw ?? '') === ''
    if (operator === 'present') return (raw ?? '') !== ''
    const same = own === wanted && (wanted !== '' || (raw ?? '') === value)
    if (operator === 'not') return !same
    if (operator === 'is') return same
    return wanted !== '' && (operator === 'starts' ? own.startsWith(wanted) : own.includes(wanted))
  }
  const choice = (own: string | null): boolean => {
    if (operator === 'empty') return own === null
    if (operator === 'present') return own !== null
    return values.includes(own ?? '\u0000') === (operator === 'in')
  }
  const number = (own: number | null): boolean => {
    if (own === null) return false
    if (operator === 'is') return own === Number(value)
    if (operator === 'atLeast') return own >= Number(value)
    return operator === 'atMost' ? own <= Number(value) : own >= Number(value) && own <= Number(upper)
  }
  const moment = (own: Date | null): boolean => {
    const ago = Date.now() - Number(value) * day
    if (operator === 'empty') return own === null
    if (operator === 'present') return own !== null
    if (operator === 'quiet') return own === null || own.getTime() < ago
    if (own === null) return false
    if (operator === 'within') return own.getTime() >= ago
    const local = new Intl.DateTimeFormat('sv', { timeZone: shop.timezone, dateStyle: 'short' }).format(own)
    return operator === 'before' ? local < value : local >= value
  }
  const handle = (kind: string): boolean => {
    const own = customer.handles.filter((one) => one.kind === kind)
    if (operator === 'empty') return own.length === 0
    if (operator === 'present') return own.length > 0
    const part = kind === 'phone' ? value.replace(/\D/g, '').replace(/^0+/, '') : value.toLowerCase()
    return part !== '' && own.some((one) => one.value.includes(part))
  }
  const tags = (): boolean => {
    const own = new Set(customer.tags.map(tagKey))
    const wanted = values.map(tagKey)
    if (operator === 'empty') return own.size === 0
    if (operator === 'present') return own.size > 0
    if (operator === 'all') return wanted.every((tag) => own.has(tag))
    return wanted.some((tag) => own.has(tag)) === (operator === 'any')
  }
  const consent = (channel: string): boolean => {
    const answer = consents.get(customer.id)?.[channel]
    const state = answer === undefined ? 'unknown' : answer ? 'granted' : 'denied'
    if (operator === 'empty') return state === 'unknown'
    if (operator === 'present') return state !== 'unknown'
    return values.includes(state) === (operator === 'in')
  }
  const spent = customer.totalSpent?.amount ?? 0
  switch (field) {
    case 'firstName':
    case 'lastName':
      return text(customer[field])
    case 'phone':
    case 'email':
    case 'whatsapp':
      return handle(field)
    case 'segment':
    case 'preferredChannel':
    case 'language':
      return choice(customer[field])
    case 'tag':
      return tags()
    case 'group':
      return choice(customer.firstName === 'Hélène' ? groupId : null)
    case 'system':
      return choice(customer.links[0]?.connectionId ?? null)
    case 'consent.email':
    case 'consent.sms':
    case 'consent.whatsapp':
    case 'consent.phone':
      return consent(field.slice('consent.'.length))
    case 'lastContact':
      return moment(customer.lastContactAt)
    case 'lastChannel':
      return choice(customer.lastContactChannel)
    case 'lastOrder':
      return moment(customer.lastOrderAt)
    case 'created':
      return moment(customer.createdAt)
    case 'updated':
      return moment(customer.updatedAt)
    case 'orders':
      return number(customer.totalOrders)
    case 'spent':
      return number(spent)
    case 'averageOrder':
      return number(customer.totalOrders === 0 ? null : Math.round(spent / customer.totalOrders))
    default: {
      const own = customer.metadata[field.slice('info.'.length)]
      return text(typeof own === 'string' || typeof own === 'number' ? String(own) : null)
    }
  }
}

const samples: Record<string, string[][]> = {
  text: [['★'], ['hélène'], ['O’Brien'], ["O'Brien \\' OR Id != null --"], ['anne sophie'], ['%'], ['_'], ['38'], ['40'], ['du']],
  handle: [['06 39 98'], ['1234'], ['7400'], ['EXAMPLE.org'], ['_'], ['%'], ['abc']],
  choice: [
    ['vip'],
    ['vip', 'active'],
    ['sms'],
    ['fr'],
    ['en', 'fr'],
    [connectionId],
    [groupId],
    [groupId, 'gone'],
    ["x' or true --"],
  ],
  tags: [['été'], ['robe'], ['robe', 'ETE'], ['nobody has it'], ['robe', 'nobody has it'], ['été', 'ete']],
  number: [['0'], ['1'], ['2'], ['99999999999']],
  money: [['0'], ['5000'], ['14950'], ['29900'], ['999999999999999']],
  days: [['1'], ['30'], ['94'], ['96'], ['365']],
  dates: [['2026-03-14'], ['2026-03-15'], ['2026-03-16'], ['1950-01-01'], ['2100-01-01']],
}
const ranges = [
  ['0', '5000'],
  ['5000', '5000'],
  ['1', '2'],
]
const answers = [['granted'], ['denied', 'unknown'], ['granted', 'denied', 'unknown']]

function samplesOf(field: RuleField, operator: string): string[][] {
  const kind = kindOf(field)
  if (operator === 'empty' || operator === 'present') return [[]]
  if (operator === 'between') return ranges
  if (operator === 'within' || operator === 'quiet') return samples.days ?? []
  if (kind === 'date' || kind === 'sometime') return samples.dates ?? []
  if (field.startsWith('consent.')) return answers
  if (field === 'preferredChannel') return [['sms'], ['email', 'phone']]
  return samples[kind] ?? []
}

describe.each([...ruleFields, 'info.taille', 'info.a:b,c%d', 'info.nobody'] as const)('%s', (field) => {
  it.each(operatorsOf(kindOf(field)))('%s', async (operator) => {
    for (const values of samplesOf(field, operator)) {
      const condition = ruleConditionSchema.parse({ field, operator, values })
      const expected = [...people.values()].filter((customer) => holds(customer, condition)).map(({ id }) => id)
      expect((await find(all(condition))).map(nameOf), `${field} ${operator} ${values.join()}`).toEqual(
        expected.sort().map(nameOf),
      )
    }
  })
})

/** Any condition that the schema takes, as the samples make them. */
const anyCondition = fc
  .constantFrom(...ruleFields, 'info.taille' as const, 'info.nobody' as const)
  .chain((field) =>
    fc.constantFrom(...operatorsOf(kindOf(field))).chain((operator) => {
      const values = samplesOf(field, operator)
      return fc.constantFrom(...(values.length === 0 ? [[]] : values)).map((given) => ({ field, operator, values: given }))
    }),
  )
  .filter((condition) => ruleConditionSchema.safeParse(condition).success)
  .map((condition) => ruleConditionSchema.parse(condition))
const anyRule = (depth: number): fc.Arbitrary<CustomerRule> =>
  fc.record({
    match: fc.constantFrom('all' as const, 'any' as const),
    parts: fc.array(depth === 0 ? anyCondition : fc.oneof({ weight: 3, arbitrary: anyCondition }, anyRule(depth - 1)), {
      maxLength: 4,
    }),
  })
const meets = (customer: Customer, { match, parts }: CustomerRule): boolean => {
  if (parts.length === 0) return true
  const part = (one: CustomerRule['parts'][number]): boolean => (isRule(one) ? meets(customer, one) : holds(customer, one))
  return match === 'all' ? parts.every(part) : parts.some(part)
}

it('any rule, however its parts are joined, finds whom it says', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyRule(2), async (rule) => {
      const expected = [...people.values()].filter((customer) => meets(customer, rule)).map(({ id }) => id)
      expect((await find(rule)).map(nameOf)).toEqual(expected.sort().map(nameOf))
    }),
    { numRuns: 300 },
  )
})

describe('a rule', () => {
  const condition = (field: RuleField, operator: RuleCondition['operator'], ...values: string[]): RuleCondition => ({
    field,
    operator,
    values,
  })

  it('holds of everybody when it asks nothing', async () => {
    expect(await find(all())).toHaveLength(people.size)
    expect(await find({ match: 'any', parts: [] })).toHaveLength(people.size)
  })

  it('joins its parts by "all" or "any", in groups', async () => {
    const robe = condition('tag', 'any', 'robe')
    const vip = condition('segment', 'in', 'vip')
    const english = condition('language', 'in', 'en')
    expect(await names(all(robe, vip))).toEqual(['Hélène'])
    expect(await names({ match: 'any', parts: [vip, english] })).toEqual(['%', 'Hélène'])
    expect(await names(all({ match: 'any', parts: [vip, english] }, robe))).toEqual(['Hélène'])
    expect(await names({ match: 'any', parts: [english, all(robe, condition('consent.sms', 'in', 'denied'))] })).toEqual([
      '%',
      'Anne-Sophie',
    ])
  })

  it('goes with a search, other filters and pages, and never shows another shop’s people', async () => {
    const rule = all(condition('segment', 'in', 'vip', 'active'))
    const other = await shops.create()
    await createCustomer(shops.useCase(other), { firstName: 'Hélène', segment: 'vip', tags: ['robe'] })
    const list = async (filter: object, more: object = {}) =>
      useCase.store.list({ filter: { rule, ...filter }, sort: 'name', direction: 'asc', cursor: null, limit: 50, ...more })
    expect(
      (await list({ query: 'helene' }, { sort: 'relevance', direction: 'desc' })).data.map(({ firstName }) => firstName),
    ).toEqual(['Hélène'])
    expect((await list({ query: 'xu' }, { sort: 'relevance', direction: 'desc' })).data).toEqual([])
    const first = await list({ tags: ['robe'] }, { limit: 1 })
    const second = await list({ tags: ['robe'] }, { limit: 1, cursor: first.nextCursor })
    expect([...first.data, ...second.data].map(({ firstName }) => firstName).sort()).toEqual(['Anne-Sophie', 'Hélène'])
    expect(second.nextCursor).toBeNull()
    expect(await useCase.store.count({ rule, query: 'helene' }, 10)).toEqual({ count: 1, capped: false, estimated: false })
  })
})
