// What Accueil reads, on a real database: what waits for this person, how soon people are answered, nobody else's rows.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { logInteraction } from '@/lib/customers/log-interaction'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { keepImportLook } from './import-look-repo'
import { readOverviewDesk, readReplyTimes, replyTimesSql } from './overview-repo'
import { readShopFrame } from './shop-frame-repo'
import { tenantDb } from './tenant-db'

let shops: TestShops
let shop: Shop
let useCase: UseCase
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  shop = await shops.create()
  useCase = shops.useCase(shop)
})
afterAll(() => shops.close())

const most = { waiting: 6, newCustomers: 5, imports: 5 }
const desk = (of = shop, userId = 'user-1') => readOverviewDesk(of, userId, most)
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
type Type = 'message_received' | 'message_sent' | 'call' | 'note_added'

async function write(phone: string, ...types: Type[]): Promise<string> {
  const { id } = await createCustomer(useCase, { phone })
  for (const [at, type] of types.entries())
    await logInteraction(useCase, id, { type, channel: 'sms', description: `${type} ${at}`, timestamp: hoursAgo(10 - at) })
  return id
}

async function finishedImport(of: Shop, rest: { status?: string; finishedAt?: Date; counts?: object } = {}): Promise<string> {
  const { status = 'done', finishedAt = hoursAgo(1), counts = { created: 3, refused: 2 } } = rest
  const id = newId()
  await shops.backDoor.query(
    `insert into "Import" ("tenantId", id, status, "fileName", "createdByName", counts, "finishedAt", "updatedAt") values ($1, $2, $3, 'clients.csv', 'Camille', $4, $5, $5)`,
    [of.id, id, status, JSON.stringify(counts), finishedAt],
  )
  return id
}

describe('readOverviewDesk', () => {
  test('an empty shop has nothing but steps to go', async () => {
    expect(await desk()).toEqual({
      ...{ hasCustomers: false, hasChannels: false, hasReceived: false, hasSystem: false },
      ...{ waiting: [], newCustomers: [], imports: [] },
    })
    expect(await readShopFrame(shop.id, 100)).toEqual({ troubled: [], waiting: 0, duplicates: 0 })
  })

  test('a message waits until somebody answered or called; the frame counts the same, up to its cap', async () => {
    const asks = await write('06 39 98 00 01', 'message_received', 'message_sent', 'message_received', 'note_added')
    await write('06 39 98 00 02', 'message_received', 'message_sent')
    await write('06 39 98 00 03', 'message_received', 'call')
    await write('06 39 98 00 04')
    const { waiting, hasCustomers } = await desk()
    expect(hasCustomers).toBe(true)
    expect(waiting.map(({ id, text, channel }) => [id, text, channel])).toEqual([[asks, 'message_received 2', 'sms']])
    expect(await readShopFrame(shop.id, 100)).toMatchObject({ waiting: 1 })
    for (const digits of ['11', '12', '13']) await write(`06 39 98 00 ${digits}`, 'message_received')
    expect((await readShopFrame(shop.id, 2)).waiting).toBe(2)
    expect((await readShopFrame((await shops.create()).id, 100)).waiting).toBe(0)
  })

  test('who came this week, without who has gone', async () => {
    await createCustomer(useCase, { firstName: 'Hélène' })
    await deleteCustomer(useCase, (await createCustomer(useCase, { firstName: 'Partie' })).id)
    await createCustomer(shops.useCase(await shops.create()), { firstName: 'Canari' })
    expect((await desk()).newCustomers.map((one) => one.firstName)).toEqual(['Hélène'])
  })

  test('a finished import is news until this person has looked at it', async () => {
    const id = await finishedImport(shop)
    await finishedImport(shop, { status: 'running' })
    await finishedImport(shop, { status: 'cancelled' })
    await finishedImport(shop, { finishedAt: hoursAgo(24 * 20) })
    const other = await shops.create()
    const theirs = await finishedImport(other)
    const { imports } = await desk()
    expect(imports).toMatchObject([{ id, fileName: 'clients.csv', counts: { created: 3, refused: 2, conflict: 0 } }])
    // Twice at once, and an id of another shop or of nothing: nothing happens.
    await Promise.all([keepImportLook(shop.id, 'user-1', id), keepImportLook(shop.id, 'user-1', id)])
    expect([await keepImportLook(shop.id, 'user-1', theirs), await keepImportLook(shop.id, 'user-1', 'nothing')]).toEqual([0, 0])
    expect((await desk()).imports).toEqual([])
    expect((await desk(shop, 'user-2')).imports).toMatchObject([{ id }])
    expect((await desk(other)).imports).toMatchObject([{ id: theirs }])
  })
})

describe('readReplyTimes', () => {
  async function message(of: Shop, customerId: string, at: Date): Promise<void> {
    await shops.backDoor.query(
      `insert into "Message" ("tenantId", id, "customerId", direction, channel, "externalId", "fromAddress", body, status, "occurredAt")
       values ($1, $2, $3, 'inbound', 'sms', $2, '', '', 'received', $4)`,
      [of.id, newId(), customerId, at],
    )
    await line(of, customerId, 'message_received', at)
  }
  const line = (of: Shop, customerId: string, type: Type, at: Date) =>
    logInteraction(shops.useCase(of), customerId, { type, channel: 'sms', description: type, timestamp: at })

  test('from the first unanswered message to the first answer, in the shop’s days', async () => {
    const [aude, basile, cyr] = await Promise.all(
      ['Aude', 'Basile', 'Cyr'].map(async (firstName) => (await createCustomer(useCase, { firstName })).id),
    )
    if (aude === undefined || basile === undefined || cyr === undefined) throw new Error('three customers')
    const at = (time: string) => new Date(`2026-03-${time}Z`)
    // Ten minutes, although she wrote again in between; then an hour, by telephone.
    await message(shop, aude, at('10T10:00:00'))
    await message(shop, aude, at('10T10:04:00'))
    await line(shop, aude, 'message_sent', at('10T10:10:00'))
    await message(shop, aude, at('11T10:00:00'))
    await line(shop, aude, 'call', at('11T11:00:00'))
    // Half an hour; a note is no answer. In Paris it is the 12th already.
    await message(shop, basile, at('11T23:10:00'))
    await line(shop, basile, 'note_added', at('11T23:20:00'))
    await line(shop, basile, 'message_sent', at('11T23:40:00'))
    // Nobody has answered yet.
    await message(shop, cyr, at('12T10:00:00'))
    expect(await readReplyTimes(shop, '2026-03-09', '2026-03-13')).toEqual({ median: 1_800, days: [600, 3_600, 1_800] })
    expect(await readReplyTimes(shop, '2026-03-12', '2026-03-12')).toEqual({ median: 1_800, days: [1_800] })
    expect(await readReplyTimes(shop, '2026-04-01', '2026-04-30')).toEqual({ median: null, days: [] })
    expect(await readReplyTimes(await shops.create(), '2026-03-09', '2026-03-13')).toEqual({ median: null, days: [] })
  })

  test('walks the index a day at a time', async () => {
    const { id } = await createCustomer(useCase, { firstName: 'Bavarde' })
    await shops.backDoor.query(
      `insert into "Message" ("tenantId", id, "customerId", direction, channel, "externalId", "fromAddress", body, status, "occurredAt")
       select $1, 'm' || n, $2, 'inbound', 'sms', n::text, '', '', 'received', timestamptz '2026-01-01' + n * interval '10 minutes' from generate_series(1, 20000) n`,
      [shop.id, id],
    )
    await shops.backDoor.query('vacuum analyze "Message", "CustomerActivity"')
    const plan = await tenantDb(shop.id).sql(async (sql) => {
      // A table this small would be read whole: the question is what the planner can do, not what it prefers.
      await sql.run('set local enable_seqscan = off')
      const values = [shop.timezone, '2026-03-01', '2026-03-30', 60]
      return sql.rows(z.object({ 'QUERY PLAN': z.string() }), `explain (costs off) ${replyTimesSql}`, values)
    })
    const lines = plan.map((row) => row['QUERY PLAN']).join('\n')
    expect(lines).toMatch(/Index (Only )?Scan Backward using "Message_figures_idx"[^\n]*\n\s*Index Cond: [^\n]*"occurredAt" >=/)
    expect(lines).toMatch(/CustomerActivity_tenantId_customerId_timestamp_id_idx/)
    expect(lines).not.toMatch(/Seq Scan/)
  })
})
