// The change feed and long lists: pages of any size, equal stamps, rows that come late, merges, purges, second changes.
import { expect, test, vi } from 'vitest'
import type { FakeOrg } from './__fixtures__/fake-org'
import { systemFor, withFake } from './__fixtures__/salesforce-world'
import type { SalesforceCustomers } from './adapter'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined }) }))

async function drain(system: SalesforceCustomers, from: string | null) {
  const told: { kind: string; id: string }[] = []
  let cursor = from
  for (let pages = 1; ; pages++) {
    const page = await system.changesSince(cursor)
    told.push(...page.changes.map(({ kind, id }) => ({ kind, id })))
    cursor = page.cursor
    if (!page.hasMore) return { told, cursor, pages }
    if (pages > 100) throw new Error('the feed does not end')
  }
}
const seed = (org: FakeOrg, count: number) =>
  Array.from({ length: count }, (_, at) => org.create('Contact', { LastName: `N${at}` }))
const day = 86_400_000

test(
  '5,000 contacts are listed and told once each, whatever the size of a page',
  () =>
    withFake(async (fake) => {
      const rows = seed(fake.org, 5_000)
      for (const [at, row] of rows.entries()) row.stamp = fake.org.now() - Math.floor(at / 900) * 1000
      let page = 0
      fake.org.pageSize = () => 30 + ((page += 17) % 90)
      const { system } = systemFor(fake, fake.org, { timeout: 5_000 }, 'interactive')
      const ids: string[] = []
      let cursor: string | null = null
      do {
        const answer: Awaited<ReturnType<typeof system.listCustomers>> = await system.listCustomers(cursor, 100)
        ids.push(...answer.data.map(({ id }) => id))
        cursor = answer.nextCursor
      } while (cursor !== null)
      expect(ids).toEqual(rows.map(({ id }) => id).sort())
      const { told } = await drain(system, null)
      expect(told.map(({ id }) => id).sort()).toEqual(ids)
    }),
  120_000,
)

test('a full read asks once for 2,000 rows; where that is more than an answer may hold, for fewer', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org, { timeout: 5_000 })
    seed(fake.org, 2_500)
    await system.testConnection()
    await system.listCustomers()
    const before = fake.state.requests
    expect((await drain(system, null)).told).toHaveLength(2_500)
    expect(fake.state.requests - before).toBe(2)
    const long = fake.addOrg()
    for (let at = 0; at < 120; at++)
      long.create('Contact', { LastName: `N${at}`, Coccinelle_Metadata__c: JSON.stringify({ text: 'x'.repeat(100_000) }) })
    const { told } = await drain(systemFor(fake, long, { timeout: 5_000 }).system, null)
    expect(new Set(told.map(({ id }) => id)).size).toBe(120)
  }))

test('a row that was committed late is told; an unchanged replay tells nothing; the memory stays small', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    seed(fake.org, 30)
    const first = await drain(system, null)
    expect(first.told).toHaveLength(30)
    const late = seed(fake.org, 1)[0]
    if (late !== undefined) late.stamp = fake.org.now() - 120_000
    const second = await drain(system, first.cursor)
    expect(second.told).toEqual([{ kind: 'upsert', id: late?.id }])
    let { cursor } = second
    for (let poll = 0; poll < 4; poll++) {
      const next = await drain(system, cursor)
      expect(next.told).toEqual([])
      cursor = next.cursor
      fake.org.wait(100_000)
    }
    await drain(system, cursor)
    expect((await drain(system, cursor)).cursor.length).toBeLessThan(200)
  }))

test('a second change within one second is told, too', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const [row] = seed(fake.org, 1)
    if (row === undefined) throw new Error('no row')
    const { cursor } = await drain(system, null)
    row.values.FirstName = 'Ana'
    const page = await system.changesSince(cursor)
    expect(page.changes).toMatchObject([{ kind: 'upsert', id: row.id, customer: { firstName: 'Ana' } }])
    expect((await drain(system, page.cursor)).told).toEqual([])
  }))

test('merges and deletions in Salesforce are told, also when the recycle bin was emptied', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const [a, b, c, d] = seed(fake.org, 4)
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error('no rows')
    const { cursor } = await drain(system, null)
    fake.org.merge(a, b)
    fake.org.remove(c)
    fake.org.remove(d)
    d.purged = true
    const next = await drain(system, cursor)
    expect(next.told.sort((x, y) => (x.id < y.id ? -1 : 1))).toEqual([
      { kind: 'upsert', id: a.id },
      { kind: 'delete', id: b.id },
      { kind: 'delete', id: c.id },
      { kind: 'delete', id: d.id },
    ])
    expect((await drain(system, next.cursor)).told).toEqual([])
    fake.org.wait(14 * day)
    expect((await drain(system, next.cursor)).told).toEqual([])
    fake.org.wait(5 * day)
    const lost = { code: 'invalid', issues: [{ path: ['cursor'], reason: 'cursor' }] }
    await expect(system.changesSince(next.cursor)).rejects.toMatchObject(lost)
    fake.org.wait(30 * day)
    await expect(system.changesSince(next.cursor)).rejects.toMatchObject(lost)
  }))

test('changes during a long walk are not lost', () =>
  withFake(async (fake) => {
    const { system } = systemFor(fake, fake.org)
    const rows = seed(fake.org, 450)
    fake.org.pageSize = () => 100
    fake.org.wait(3_600_000)
    const seen = new Map<string, string | null>()
    let cursor: string | null = null
    for (let page = 0; page < 12; page++) {
      const answer = await system.changesSince(cursor)
      for (const { id, customer } of answer.changes) seen.set(id, customer?.lastName ?? null)
      cursor = answer.cursor
      const [changed, removed] = [rows[page], rows[440 - page]]
      if (page < 4 && changed !== undefined && removed !== undefined) {
        fake.org.update(changed, { LastName: `C${page}` })
        fake.org.remove(removed)
        fake.org.wait(600_000)
      }
      if (!answer.hasMore && page > 5) break
    }
    for (const row of rows) expect(seen.get(row.id), row.id).toBe(row.deletedAt === null ? row.values.LastName : null)
  }))
