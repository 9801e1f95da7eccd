// "Why" says of every rule what the segment itself does: random rules, by the same customers, both ways.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { createCustomer } from '@/lib/customers/create-customer'
import type { NewCustomerInput } from '@/lib/customers/customer'
import { recordOrder } from '@/lib/customers/record-order'
import { type CustomerRule, type RuleCondition, readRule } from '@/lib/customers/rule'
import { setSegment } from '@/lib/customers/set-segment'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { createTenant } from '@/lib/db/account-repo'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { createCustomerStore } from './customer-store'
import { refreshSegments } from './segment-refresh'
import { explainCustomer } from './segment-why'
import { readRecordFrame } from './record-frame-repo'
import { tenantDb } from './tenant-db'

const most = { notes: 1, orders: 1, duplicates: 5 }
let shops: TestShops
let shop: Shop
let useCase: UseCase
const people: string[] = []
const groupId = 'a-group'

const given: (NewCustomerInput & { sms?: boolean; spent?: number })[] = [
  { firstName: 'Hélène', phone: '06 39 98 12 34', tags: ['robe', 'fidèle'], sms: true, spent: 50_000 },
  { firstName: 'Anne', email: 'anne@example.org', tags: ['robe'], sms: false, metadata: { taille: '38' } },
  { firstName: 'Xu', preferredChannel: 'sms', language: 'en', spent: 1_000 },
  { lastName: "O'Brien", phone: '+44 7400 123456', segment: 'vip' },
]

beforeAll(async () => {
  shops = await openTestShops()
  shop = await createTenant({ slug: 'salon', name: 'Salon' })
  const actor = { kind: 'user' as const, id: 'user-1', name: 'Camille' }
  useCase = { shop, actor, store: createCustomerStore(shop, actor), clock: () => new Date() }
  for (const { sms, spent, ...input } of given) {
    const { id } = await createCustomer(useCase, input)
    if (sms !== undefined) await updatePreferences(useCase, id, { optIn: { sms }, source: 'boutique' })
    if (spent !== undefined)
      await recordOrder(useCase, id, { externalId: id, total: { amount: spent, currency: 'EUR' }, placedAt: new Date() })
    people.push(id)
  }
  await shops.backDoor.query(
    `insert into "Segment" ("tenantId", id, kind, key, name, rule, position) values ($1, $2, 'group', $2, $2, '{}', 0)`,
    [shop.id, groupId],
  )
})
afterAll(() => shops.close())

const conditions: fc.Arbitrary<RuleCondition> = fc.constantFrom<RuleCondition>(
  { field: 'tag', operator: 'any', values: ['robe'] },
  { field: 'tag', operator: 'all', values: ['robe', 'FIDELE'] },
  { field: 'tag', operator: 'none', values: ['fidèle'] },
  { field: 'consent.sms', operator: 'in', values: ['granted'] },
  { field: 'consent.sms', operator: 'notIn', values: ['denied'] },
  { field: 'spent', operator: 'atLeast', values: ['1000'] },
  { field: 'averageOrder', operator: 'between', values: ['1', '9999'] },
  { field: 'orders', operator: 'is', values: ['0'] },
  { field: 'lastOrder', operator: 'quiet', values: ['30'] },
  { field: 'created', operator: 'within', values: ['1'] },
  { field: 'firstName', operator: 'starts', values: ['hel'] },
  { field: 'lastName', operator: 'is', values: ["O'Brien"] },
  { field: 'phone', operator: 'contains', values: ['06 39'] },
  { field: 'email', operator: 'empty', values: [] },
  { field: 'segment', operator: 'in', values: ['vip'] },
  { field: 'language', operator: 'notIn', values: ['fr'] },
  { field: 'preferredChannel', operator: 'present', values: [] },
  { field: 'system', operator: 'empty', values: [] },
  { field: 'info.taille', operator: 'is', values: ['38'] },
)
const match = fc.constantFrom('all' as const, 'any' as const)
const parts = (part: fc.Arbitrary<CustomerRule['parts'][number]>): fc.Arbitrary<CustomerRule> =>
  fc.record({ match, parts: fc.array(part, { maxLength: 4 }) })
const flat = parts(conditions)
const rules = parts(fc.oneof({ weight: 3, arbitrary: conditions }, flat, parts(fc.oneof(conditions, flat))))

test('holds exactly of the members, whatever the rule', async () => {
  await fc.assert(
    fc.asyncProperty(rules, async (rule) => {
      expect(readRule(rule)).toEqual(rule)
      await shops.backDoor.query(`update "Segment" set rule = $2::jsonb where "tenantId" = $1 and id = $3`, [
        shop.id,
        JSON.stringify(rule),
        groupId,
      ])
      await tenantDb(shop.id).sql((sql) => refreshSegments(sql, shop, people))
      for (const id of people) {
        const [group] = (await explainCustomer(shop, id))?.groups ?? []
        const { groups } = (await readRecordFrame(shop, id, most)).filed
        expect([id, group?.why.holds]).toEqual([id, groups.length === 1])
      }
    }),
    { numRuns: 60 },
  )
})

describe('the ladder', () => {
  test('is told from the top to the step that holds, with every condition’s answer', async () => {
    const why = await explainCustomer(shop, people[0] ?? '')
    expect(why?.segment).toBe('active')
    expect(why?.fixed).toBeNull()
    expect(why?.levels.map(({ segment, why: rule }) => [segment.key, rule.holds])).toEqual([
      ['vip', false],
      ['active', true],
    ])
    expect(why?.levels[0]?.why.parts.map(({ holds }) => holds)).toEqual([false, true])
  })

  test('says who set a segment, at birth or later, and what the rules would say', async () => {
    expect((await explainCustomer(shop, people[3] ?? ''))?.fixed).toMatchObject({ by: 'Camille' })
    const id = people[1] ?? ''
    await setSegment({ ...useCase, actor: { kind: 'api-key', id: null, name: 'Site' } }, id, 'vip')
    const why = await explainCustomer(shop, id)
    expect(why).toMatchObject({ segment: 'vip', fixed: { by: 'Site', at: expect.any(Date) } })
    expect(why?.levels.map(({ segment }) => segment.key)).toEqual(['vip', 'active', 'prospect'])
  })

  test('of another shop’s customer there is nothing to say', async () => {
    const other = await createTenant({ slug: 'autre', name: 'Autre' })
    expect(await explainCustomer(other, people[0] ?? '')).toBeNull()
    await expect(readRecordFrame(other, people[0] ?? '', most)).rejects.toMatchObject({ code: 'not_found' })
  })
})
