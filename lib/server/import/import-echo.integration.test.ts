// What an import and its revert set going elsewhere: the look for duplicates, the linked system, open screens. Once, and behind others.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Shop } from '@/lib/customers/use-case'
import { cancelImport, startImport, startRevert } from '@/lib/db/import-repo'
import { importFile, upload } from '@/lib/test/import-world'
import { openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { scanDuplicatesJob } from '../find-duplicates-job'
import { type LiveEvent, subscribeLive } from '../live'
import { revertImportJob } from './revert-import-job'
import { runImportJob } from './run-import-job'

let shops: TestShops
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())

interface Job {
  task: string
  key: string
  priority: number
  payload: { tenantId: string; after?: string }
}

/** The shop's jobs in the order in which a worker takes them. */
async function jobsOf(shop: Shop, ...tasks: string[]): Promise<Job[]> {
  const { rows } = await shops.backDoor.query<Job>(
    `select t.identifier as task, p.key, p.priority, p.payload from graphile_worker._private_jobs p
     join graphile_worker._private_tasks t on t.id = p.task_id
     where p.payload ->> 'tenantId' = $1 and t.identifier = any($2) order by p.priority, p.run_at, p.id`,
    [shop.id, tasks],
  )
  return rows
}
const looks = (shop: Shop) => jobsOf(shop, 'find-duplicates', 'scan-duplicates')
const forget = () => shops.backDoor.query('delete from graphile_worker._private_jobs')

const noQueue = { replace: () => Promise.reject(new Error('one go is enough')) } as unknown as Parameters<
  typeof scanDuplicatesJob
>[1]['queue']
const look = (shop: Shop) => scanDuplicatesJob({ tenantId: shop.id, after: '' }, { queue: noQueue })
const suggestions = async (shop: Shop) =>
  (await shops.backDoor.query(`select from "DuplicateSuggestion" where "tenantId" = $1 and state = 'open'`, [shop.id])).rowCount

async function revert(shop: Shop, importId: string): Promise<void> {
  await startRevert(shop, staff, importId)
  await revertImportJob({ tenantId: shop.id, importId })
}

describe('the look for duplicates', () => {
  const file = ['Prénom;Nom;Tel', 'Marguerite;Yourcenar;0639981202', 'Ana;Ng;0639981203', 'Bea;Roux;0639981204'].join('\n')

  it('is one job a shop and no job a customer, and finds whom the file has made once more', async () => {
    const shop = await shops.create()
    await createCustomer(shops.useCase(shop), { firstName: 'Marguerite', lastName: 'Yourcenar', phone: '0639981201' })
    await look(shop)
    await forget()
    const { id } = await importFile(shop, file)
    expect(await looks(shop)).toMatchObject([
      { task: 'scan-duplicates', priority: 10, payload: { tenantId: shop.id, after: '' } },
    ])
    expect(await suggestions(shop)).toBe(0)
    await look(shop)
    expect(await suggestions(shop)).toBe(1)

    await forget()
    await revert(shop, id)
    expect((await looks(shop)).map(({ task }) => task)).toEqual(['scan-duplicates'])
    await look(shop)
    expect(await suggestions(shop)).toBe(0)
  })

  it('comes also when an import is stopped half-way', async () => {
    const shop = await shops.create()
    const id = await upload(shop, file)
    await startImport(shop, staff, id, 1)
    await forget()
    await cancelImport(shop, staff, id)
    expect(await looks(shop)).toHaveLength(1)
    await runImportJob({ tenantId: shop.id, importId: id })
    expect(await looks(shop)).toHaveLength(1)
  })

  it('from the beginning is not lost to one that is half-way', async () => {
    const shop = await shops.create()
    await importFile(shop, Array.from({ length: 300 }, (_, n) => `P${String(n)};07${String(10_000_000 + n)}`).join('\n'))
    const queued: unknown[][] = []
    const queue = { ...noQueue, replace: (...given: unknown[]) => Promise.resolve(void queued.push(given)) }
    await scanDuplicatesJob({ tenantId: shop.id, after: '' }, { queue }, 0)
    const [[, payload, key, line] = []] = queued
    expect(payload).toMatchObject({ tenantId: shop.id, after: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown })
    const [waiting] = await looks(shop)
    expect(key).not.toBe(waiting?.key)
    const { rows } = await shops.backDoor.query<{ name: string }>(
      'select queue_name as name from graphile_worker.jobs where key = $1',
      [waiting?.key],
    )
    expect(rows).toEqual([{ name: line }])
  })
})

describe('a linked system', () => {
  it('gets everybody, behind what people change and what is tried again', async () => {
    const world = await openLinkedShop(shops)
    const { shop } = world
    await forget()
    const { id } = await importFile(shop, 'Prénom;Tel;Accord SMS\nAna;0639981201;non\nBea;0639981202;\n')
    const mine = await createCustomer(world.useCase, { firstName: 'Chloé', phone: '0639981299' })
    const jobs = await jobsOf(shop, 'push-changes')
    expect(jobs.map(({ key, priority }) => [key.endsWith(mine.id), priority])).toEqual([
      [true, 0],
      [false, 10],
      [false, 10],
    ])
    expect((await world.outbox()).map(({ kind }) => kind).sort()).toEqual(['customer', 'customer', 'customer', 'preferences'])
    await world.pushAll()
    expect((await world.remote.listCustomers()).data.map(({ firstName }) => firstName).sort()).toEqual(['Ana', 'Bea', 'Chloé'])

    await forget()
    await revert(shop, id)
    expect((await world.outbox()).filter(({ state }) => state === 'waiting').map(({ kind }) => kind)).toEqual([
      'delete',
      'delete',
    ])
    expect((await jobsOf(shop, 'push-changes')).map(({ priority }) => priority)).toEqual([10, 10])
  })

  it('gives up whom a reverted import had made there, and keeps whom it knew before', async () => {
    const world = await openLinkedShop(shops)
    const { shop, remote } = world
    await remote.createCustomer({ firstName: 'Léa', phone: '+33639981201' }, { idempotencyKey: 'long-ago' })
    const { id } = await importFile(shop, 'Prénom;Tel\nLéa;0639981201\nBea;0639981202\n')
    await world.pushAll()
    expect((await remote.listCustomers()).data).toHaveLength(2)
    await shops.backDoor.query(
      `update "Customer" set "createdAt" = "createdAt" + interval '5 minutes' where "tenantId" = $1 and phone = '+33639981201'`,
      [shop.id],
    )
    await revert(shop, id)
    await world.pushAll()
    expect((await remote.listCustomers()).data.map(({ firstName }) => firstName)).toEqual(['Léa'])
    expect((await world.outbox()).map(({ state }) => state)).not.toContain('waiting')
    const { rowCount } = await shops.backDoor.query('select from "ExternalLink" where "tenantId" = $1', [shop.id])
    expect(rowCount).toBe(0)
  })
})

it('open screens hear of each batch by the import, and of all its customers once, at its end', { timeout: 30_000 }, async () => {
  const [shop, other] = [await shops.create(), await shops.create()]
  const heard: LiveEvent[] = []
  const elsewhere: LiveEvent[] = []
  const ends = [subscribeLive(shop.id, (event) => heard.push(event)), subscribeLive(other.id, (event) => elsewhere.push(event))]
  const until = async (done: () => boolean) => {
    for (const end = Date.now() + 10_000; !done(); await new Promise((resolve) => setTimeout(resolve, 10)))
      if (Date.now() > end) throw new Error(`heard only ${JSON.stringify(heard)}`)
  }
  try {
    await until(() => heard.some(({ kind }) => kind === 'missed'))
    const { id } = await importFile(
      shop,
      ['Prénom;Tel', ...Array.from({ length: 4_001 }, (_, n) => `P;07${String(10_000_000 + n)}`)].join('\n'),
    )
    const kinds = () => heard.map(({ kind }) => kind)
    await until(() => kinds().includes('customers'))
    expect(kinds().filter((kind) => kind === 'customers')).toHaveLength(1)
    expect(kinds().filter((kind) => kind === 'customer')).toEqual([])
    expect(kinds().filter((kind) => kind === 'import').length).toBeGreaterThanOrEqual(3)
    await revert(shop, id)
    await until(() => kinds().filter((kind) => kind === 'customers').length === 2)
    expect(elsewhere.filter(({ kind }) => kind !== 'missed')).toEqual([])
  } finally {
    for (const end of ends) end()
  }
})
