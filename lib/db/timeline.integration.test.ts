// The timeline of somebody with ten thousand events: every page, by kind and by words, in bounded work.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { keepNote } from '@/lib/customers/keep-note'
import { logInteraction } from '@/lib/customers/log-interaction'
import { recordOrder } from '@/lib/customers/record-order'
import type { TimelineKind, TimelineRequest, TimelineWord } from '@/lib/customers/timeline'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { tenantDb } from './tenant-db'
import { scanned, timelineStatement } from './timeline-repo'

const events = 10_000
let shops: TestShops
let shop: Shop
let useCase: UseCase
let busy: string

beforeAll(async () => {
  shops = await openTestShops()
  shop = await shops.create()
  useCase = shops.useCase(shop)
  busy = (await createCustomer(useCase, { firstName: 'Occupée' })).id
  // Seven at the same moment, over and over; the oldest of all says something that no other does.
  await shops.backDoor.query(
    `insert into "CustomerActivity" ("tenantId", id, "customerId", type, channel, description, "timestamp", metadata)
     select $1, 'e' || lpad(n::text, 6, '0'), $2, (array['message_received', 'order_placed', 'customer_updated', 'synced'])[1 + n % 4],
       'sms', case when n = $3 then 'La robe d''Hélène, brodée' else 'Bonjour, ma commande n° ' || n || ' est-elle prête ?' end,
       timestamptz '2026-06-01 12:00Z' - (n / 7) * interval '1 minute', '{}' from generate_series(1, $3) n`,
    [shop.id, busy, events],
  )
  await shops.backDoor.query('analyze "CustomerActivity"')
})
afterAll(() => shops.close())

const word = (text: string): TimelineWord => ({ text, types: [] })
const asked = (change: Partial<TimelineRequest> = {}): TimelineRequest => ({
  cursor: null,
  limit: 100,
  kinds: [],
  words: [],
  ...change,
})

/** All pages from `request` on: ids in order, and how many pages it took. */
async function walk(id: string, request: TimelineRequest, between?: () => Promise<unknown>) {
  const ids: string[] = []
  let pages = 0
  for (let cursor: string | null = null; ;) {
    const page = await useCase.store.timeline(id, { ...request, cursor })
    ids.push(...page.data.map(({ activity }) => activity.id))
    pages += 1
    if (page.nextCursor === null) return { ids, pages }
    cursor = page.nextCursor
    await between?.()
  }
}

const find = async (id: string, ...words: string[]) =>
  (await useCase.store.timeline(id, asked({ words: words.map(word) }))).data.map(({ activity }) => activity.description)

describe('ten thousand events', () => {
  it('come page by page, each once and in order, equal moments and new arrivals included', async () => {
    const before = (
      await shops.backDoor.query<{ id: string }>(
        `select id from "CustomerActivity" where "customerId" = $1 order by "timestamp" desc, id desc`,
        [busy],
      )
    ).rows.map(({ id }) => id)
    let arrived = 0
    const { ids, pages } = await walk(busy, asked(), () =>
      (arrived += 1) % 25 === 0 ? logInteraction(useCase, busy, { type: 'visit', description: 'au passage' }) : Promise.resolve(),
    )
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(before.length)
    // What arrives meanwhile is newer than where one reads, and moves nothing.
    expect(ids).toEqual(before)
    expect(pages).toBe(Math.ceil(before.length / 100))
  })

  it('by kind: every one of the kind and nothing else', async () => {
    const { ids } = await walk(busy, asked({ kinds: ['orders', 'syncs'] }))
    expect(ids).toHaveLength(events / 2)
    expect(new Set(ids).size).toBe(events / 2)
  })

  it('the oldest of all is found by a word, without its accents and case, in few statements of bounded work', async () => {
    const { ids, pages } = await walk(busy, asked({ words: [word('HELENE'), word('brodee')] }))
    expect(ids).toEqual([`e${String(events).padStart(6, '0')}`])
    expect(pages).toBeLessThanOrEqual(Math.ceil((events + 50) / scanned.words) + 1)
    expect((await walk(busy, asked({ words: [word('zzyzzyx')] }))).ids).toEqual([])
  })

  it.each<[string, Partial<TimelineRequest>]>([
    ['all', {}],
    ['of a kind', { kinds: ['orders'] }],
    ['with words', { words: [word('commande'), word('9')], kinds: ['messages'] }],
  ])('a page of %s is one walk along the index, no further than its bound', async (_name, change) => {
    const first = await useCase.store.timeline(busy, asked(change))
    const { text, values, scan } = timelineStatement(busy, asked({ ...change, cursor: first.nextCursor }))
    const plan = await tenantDb(shop.id).sql(async (sql) => {
      const rows = await sql.rows(
        z.object({ 'QUERY PLAN': z.string() }),
        `explain (analyze, costs off, timing off) ${text}`,
        values,
      )
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })
    expect(plan).toMatch(/Index Scan using "CustomerActivity_tenantId_customerId_timestamp_id_idx"/)
    const condition = /CustomerActivity_tenantId_customerId_timestamp_id_idx[^\n]*\n\s*Index Cond: ([^\n]*)/.exec(plan)?.[1] ?? ''
    for (const part of ['"tenantId"', '"customerId"', 'ROW("timestamp", id)']) expect(condition).toContain(part)
    expect(plan).not.toMatch(/Seq Scan on "Customer(Activity|Note)"/)
    const walked = Number(/CustomerActivity_tenantId_customerId_timestamp_id_idx[^\n]*actual rows=(\d+)/.exec(plan)?.[1])
    expect(walked).toBeGreaterThan(0)
    expect(walked).toBeLessThanOrEqual(scan)
  })
})

describe('what is found', () => {
  const kindsOf = async (id: string, ...kinds: TimelineKind[]) =>
    (await useCase.store.timeline(id, asked({ kinds }))).data.map(({ activity }) => activity.type)

  it('a note by any of its words, an edit by both values, a purchase by its amount, anything by who did it', async () => {
    const { id } = await createCustomer(useCase, { firstName: 'Zoé' })
    const note = await addNote(useCase, id, `${'Longue note. '.repeat(40)} Allergique au nickel ❤`)
    await recordOrder(useCase, id, {
      externalId: 'T-77',
      total: { amount: 4590, currency: 'EUR' },
      placedAt: '2026-03-01T10:00:00Z',
    })
    expect(await find(id, 'allergique', 'NICKEL')).toHaveLength(1)
    expect(await find(id, '❤')).toHaveLength(1)
    await recordOrder(useCase, id, {
      externalId: 'T-78',
      total: { amount: 4590, currency: 'JPY' },
      placedAt: '2026-03-02T10:00:00Z',
    })
    await recordOrder(useCase, id, {
      externalId: 'T-79',
      total: { amount: 45901, currency: 'TND' },
      placedAt: '2026-03-03T10:00:00Z',
    })
    expect(await find(id, '45,90')).toEqual(['T-79', 'T-77'])
    expect(await find(id, '45,901')).toEqual(['T-79'])
    expect(await find(id, '4590')).toEqual(['T-78'])
    expect(await find(id, 't-77')).toEqual(['T-77'])
    expect((await find(id, 'camille')).length).toBeGreaterThanOrEqual(1)
    expect(await find(id, '%')).toEqual([])
    expect(await find(id, '_')).toEqual([])
    expect(await find(id, "' or true --")).toEqual([])
    expect(await kindsOf(id, 'notes')).toEqual(['note_added'])
    expect(await kindsOf(id, 'orders', 'record')).toEqual(expect.arrayContaining(['order_placed', 'customer_created']))
    // By the name that the reader has for a type.
    const named = await useCase.store.timeline(id, asked({ words: [{ text: 'achat', types: ['order_placed'] }] }))
    expect(named.data.map(({ activity }) => activity.description)).toEqual(['T-79', 'T-78', 'T-77'])
    // What was taken away is not found any more, nor told.
    await keepNote(useCase, { id, noteId: note.id, change: 'remove' })
    expect(await find(id, 'nickel')).toEqual([])
    const [line] = (await useCase.store.timeline(id, asked({ kinds: ['notes'] }))).data
    expect(line).toMatchObject({ activity: { description: '' }, note: { content: '', isRemoved: true, removedBy: 'Camille' } })
  })

  it('whatever callers put into the metadata, the search goes on', async () => {
    const { id } = await createCustomer(useCase, { firstName: 'Hostile' })
    for (const metadata of [
      { amount: 'beaucoup', edits: 'x', by: { a: 1 } },
      { amount: 1e300, edits: [{ from: [1], to: null }], noteId: 7 },
      { edits: { from: 'seul' } },
    ])
      await logInteraction(useCase, id, { type: 'note_added', description: 'trouvable', metadata })
    expect(await find(id, 'trouvable')).toHaveLength(3)
  })

  it('nothing of another shop, whoever asks', async () => {
    const other = shops.useCase(await shops.create())
    expect(await other.store.timeline(busy, asked())).toEqual({ data: [], nextCursor: null })
    expect(await other.store.timeline(busy, asked({ words: [word('robe')] }))).toEqual({ data: [], nextCursor: null })
    await expect(useCase.store.timeline(busy, asked({ cursor: 'bruit' }))).rejects.toMatchObject({ code: 'invalid' })
  })
})
