// Many at once: batches with a result for each row, limits that are kept to, long lists that hold nothing, many changes.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { newPhone } from '../../contract/in-world'
import { closeHubspots, openHubspot } from './__fixtures__/hubspot-world'
import { allScopes, type FakeOptions } from './__fixtures__/hubspot-fake'
import type { HubSpotCustomers } from './adapter'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined, info: () => undefined, warn: () => undefined }) }))

afterEach(closeHubspots)

/** With the limits that HubSpot has, unless the options say others. */
const open = (options: FakeOptions = {}, scopes = allScopes) => openHubspot({ burst: 190, searches: 5, ...options }, {}, scopes)

describe('a batch', () => {
  test('of 230 rows has a result for each, in order; the same keys again make nobody', async () => {
    const { crm, live, fake } = await open({ burst: null })
    await crm.prepare()
    const rows = Array.from({ length: 230 }, (_, at) => ({
      key: `row-${at}`,
      input: { firstName: `N${at}`, phone: newPhone(), tags: [`été ${at % 3}`], segment: 'vip' },
    }))
    const before = fake.state.requests
    const first = await crm.batchUpsert(rows)
    expect(fake.state.requests - before).toBeLessThan(12)
    expect(first.map(({ key }) => key)).toEqual(rows.map(({ key }) => key))
    expect(first.every((row) => 'created' in row && row.created)).toBe(true)
    const second = await crm.batchUpsert(rows)
    expect(second).toEqual(first.map((row) => ({ ...row, created: false })))
    expect(live()).toHaveLength(230)
    const [one] = first
    expect(one !== undefined && 'id' in one ? await crm.getCustomer(one.id) : null).toMatchObject({
      firstName: 'N0',
      phone: rows[0]?.input.phone,
      tags: ['été 0'],
      segment: 'vip',
    })
  })

  test('a row that is refused says why and stops no other', async () => {
    const { crm, live, fake } = await open({ burst: null })
    await crm.prepare()
    const [taken, moved] = [newPhone(), newPhone()]
    const owner = await crm.createCustomer({ firstName: 'Owner', phone: taken, email: 'owner@example.org' })
    const left = await crm.createCustomer({ firstName: 'Left', phone: moved })
    const record = fake.portal.live('contacts', left.id)
    if (record !== null) fake.portal.update(record, { phone: newPhone() })
    const results = await crm.batchUpsert([
      { key: 'good', input: { firstName: 'Good', email: 'good@example.org' } },
      { key: 'phone', input: { firstName: 'P', phone: taken } },
      { key: 'email', input: { firstName: 'E', email: 'OWNER@example.org' } },
      { key: 'nothing', input: { firstName: ' ' } },
      { key: 'free again', input: { firstName: 'F', phone: moved } },
      { key: 'nonsense', input: { firstName: 'N', phone: '12' } },
      { key: 'good', input: { firstName: 'Good', email: 'good@example.org' } },
    ])
    const summary = results.map((row) =>
      'error' in row ? [row.key, row.error.reason, row.error.params.existingId] : [row.key, row.created],
    )
    expect(summary).toEqual([
      ['good', true],
      ['phone', 'duplicate_phone', owner.id],
      ['email', 'duplicate_email', owner.id],
      ['nothing', 'invalid', undefined],
      ['free again', true],
      ['nonsense', 'invalid', undefined],
      ['good', true],
    ])
    expect(live()).toHaveLength(4)
    expect((await crm.getCustomerByPhone(moved))?.firstName).toBe('F')
  })

  test('one whose answer is lost is sent again and makes nobody twice', async () => {
    const { crm, live, fake } = await open({ burst: null })
    await crm.prepare()
    fake.state.dropAfter = 1
    const results = await crm.batchUpsert(
      Array.from({ length: 20 }, (_, at) => ({ key: `k${at}`, input: { firstName: `N${at}` } })),
    )
    expect(results.every((row) => 'id' in row)).toBe(true)
    expect(live()).toHaveLength(20)
  })
})

describe('limits', () => {
  test('80 reads and 15 searches at once stay below what HubSpot counts', async () => {
    const { crm, fake } = await open({ burst: 110 })
    await crm.prepare()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    const outcomes = await Promise.all([
      ...Array.from({ length: 80 }, () => crm.getCustomer(id)),
      ...Array.from({ length: 15 }, () => crm.searchCustomers('Ana')),
    ])
    expect(outcomes).toHaveLength(95)
    expect(fake.state.refused).toBe(0)
  }, 30_000)

  test('a limit met all the same is waited for; the daily one is not, and says so', async () => {
    const { crm, fake } = await open({ burst: 20, window: 1_000 })
    await crm.prepare()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    for (let at = 0; at < 30; at++) expect((await crm.getCustomer(id))?.id).toBe(id)
    expect(fake.state.refused).toBeGreaterThan(0)
    const spent = await open({ daily: 0 })
    await expect(spent.crm.getCustomer('1')).rejects.toMatchObject({ code: 'rate_limited', reason: 'daily_limit' })
    expect(spent.fake.state.requests).toBe(1)
    expect(await spent.crm.testConnection()).toMatchObject({ ok: false })
  }, 30_000)

  test('of a smaller plan are learned from its answers, and none is met', async () => {
    const { crm, fake } = await open({ burst: 12, window: 2_000 })
    // The first answer says it.
    await crm.getCustomer('1')
    const outcomes = await Promise.all(Array.from({ length: 17 }, () => crm.getCustomer('1')))
    expect(outcomes).toHaveLength(17)
    expect(fake.state.refused).toBe(0)
  }, 30_000)

  test('a day that is nearly used up stops jobs before it stops people', async () => {
    const { systemOf, fake } = await open({ daily: 24_000, perDay: 250_000 })
    const account = `${fake.url} one account`
    const [job, person] = [systemOf({}, { account, priority: 'background' }), systemOf({}, { account })]
    expect(await job.getCustomer('1')).toBeNull()
    await expect(job.getCustomer('1')).rejects.toMatchObject({ code: 'rate_limited', reason: 'daily_limit' })
    expect(await person.getCustomer('1')).toBeNull()
    expect(await systemOf({}, { priority: 'background' }).getCustomer('1')).toBeNull()
    expect(fake.state.requests).toBe(3)
  })

  test('without the right to make properties it says which ones are missing', async () => {
    const { crm } = await open(
      {},
      allScopes.filter((scope) => scope !== 'crm.schemas.contacts.write'),
    )
    const missing = await crm.prepare()
    expect(missing).toEqual(
      expect.arrayContaining([
        { name: 'coccinelle_phone', why: 'absent' },
        { name: 'notes.coccinelle_id', why: 'absent' },
      ]),
    )
    await expect(crm.createCustomer({ firstName: 'Ana' })).rejects.toMatchObject({ code: 'forbidden', reason: 'scopes_missing' })
  })
})

async function walk(crm: HubSpotCustomers, from: string | null, onPage: (told: number) => void = () => undefined) {
  const told: string[] = []
  let [cursor, longest] = [from, 0]
  for (let hasMore = true; hasMore;) {
    const page = await crm.changesSince(cursor)
    told.push(...page.changes.map(({ kind, id }) => `${kind} ${id}`))
    ;({ cursor, hasMore } = page)
    longest = Math.max(longest, cursor.length)
    onPage(told.length)
  }
  return { told, cursor, longest }
}

describe('long lists', () => {
  test('10,000 contacts are told once each, and nothing of them is held', async () => {
    setFlagsFromString('--expose_gc')
    const collect = z.function().parse(runInNewContext('gc'))
    const hourAgo = Date.now() - 3_600_000
    const { fake, systemOf } = await open({ burst: null, now: () => hourAgo })
    const ids = Array.from({ length: 10_000 }, (_, at) => fake.portal.create('contacts', { firstname: `N${at}` }).id)
    const held: number[] = []
    const { told, longest } = await walk(systemOf({}, { priority: 'background' }), null, (count) => {
      if (count % 2_500 > 0 || held.length >= count / 2_500) return
      collect()
      held.push(process.memoryUsage().heapUsed)
    })
    expect(told.sort()).toEqual(ids.map((id) => `upsert ${id}`).sort())
    expect((held.at(-1) ?? Infinity) - (held[0] ?? 0)).toBeLessThan(8 * 1024 * 1024)
    expect(longest).toBeLessThan(1_000)
  }, 60_000)

  test('more deletions in a minute than are remembered: each is told, and the cursor stays small', async () => {
    const { fake, systemOf } = await open({ burst: null, searches: null })
    const ids = Array.from({ length: 2_300 }, (_, at) => fake.portal.create('contacts', { firstname: `N${at}` }).id)
    const crm = systemOf({}, { priority: 'background' })
    const first = await walk(crm, null)
    expect(first.told).toHaveLength(2_300)
    for (const id of ids) {
      const record = fake.portal.live('contacts', id)
      if (record !== null) fake.portal.archive(record)
    }
    const second = await walk(crm, first.cursor)
    expect(second.told.sort()).toEqual(ids.map((id) => `delete ${id}`).sort())
    expect(Math.max(first.longest, second.longest)).toBeLessThan(300_000)
  }, 60_000)

  test('busy minutes are not read again for ever once they are over', async () => {
    const { fake, crm } = await open({ burst: null })
    for (let at = 0; at < 250; at++) fake.portal.create('contacts', { firstname: `N${at}` })
    const first = await walk(crm, null)
    const later = Date.now() + 21 * 60_000
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => later)
    try {
      const second = await walk(crm, first.cursor)
      const before = fake.state.requests
      expect((await walk(crm, second.cursor)).told).toEqual([])
      // One search and one look at the archived.
      expect(fake.state.requests - before).toBe(2)
      const changed = fake.portal.live('contacts', fake.portal.all('contacts')[0]?.id ?? '')
      if (changed !== null) fake.portal.update(changed, { firstname: 'Changed' })
      expect((await walk(crm, second.cursor)).told).toEqual([`upsert ${changed?.id}`])
    } finally {
      clock.mockRestore()
    }
  })
})
