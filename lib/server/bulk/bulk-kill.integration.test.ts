// kill -9 of the working process at random moments, two jobs about the same people at once, and 20,000 of them in good time.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BulkAction } from '@/lib/customers/bulk/bulk-action'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { createBulkJob, findBulkJob, startBulkUndo, stopBulkJob } from '@/lib/db/bulk-repo'
import { fillShop } from '@/lib/test/fill-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { runBulkJob, undoBulkJob } from './bulk-job'

const root = path.resolve(import.meta.dirname, '../../..')
const children = new Set<ChildProcess>()
const actor: Actor = { kind: 'system', id: null, name: 'test' }
const tagAll: BulkAction = { kind: 'add-tags', tags: ['Été 2026'] }
const everybody = { filter: {}, except: [] }
let shops: TestShops
beforeAll(async () => void (shops = await openTestShops()))
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await shops.close()
})

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function killedTimes(shop: Shop, jobId: string, work: 'run' | 'undo', kills: number): Promise<void> {
  const args = ['--conditions=react-server', '--import', 'tsx', 'lib/test/bulk-process.ts', shop.id, jobId, work]
  const ready = Array.from({ length: kills + 1 }, async () => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
    children.add(child)
    await once(child, 'message')
    return child
  })
  for (const [turn, waiting] of ready.entries()) {
    const child = await waiting
    const ended = once(child, 'exit')
    child.send('go')
    if (turn < kills) {
      await pause(100 + Math.random() * 150)
      child.kill('SIGKILL')
    }
    await ended
    children.delete(child)
  }
}

const count = async (shop: Shop, text: string) =>
  (await shops.backDoor.query<{ n: number }>(`select count(*)::int as n from ${text}`, [shop.id])).rows[0]?.n
const worn = (shop: Shop) =>
  count(
    shop,
    `"CustomerTag" ct join "Tag" t using ("tenantId") where ct."tenantId" = $1 and t.id = ct."tagId" and t.key = 'ete 2026'`,
  )

it('a job killed three times, and its undo killed twice, do everything once', { timeout: 120_000 }, async () => {
  const shop = await shops.create()
  await fillShop(shops, shop.id, 3_000)
  const { id, total } = await createBulkJob(shop, actor, tagAll, everybody)
  expect(total).toBe(3_000)
  await killedTimes(shop, id, 'run', 3)
  expect(await findBulkJob(shop.id, id)).toMatchObject({ status: 'done', done: 3_000, nothing: 0, refused: 0 })
  expect(await worn(shop)).toBe(3_000)
  expect(await count(shop, `"BulkRow" where "tenantId" = $1 and outcome = 'done'`)).toBe(3_000)
  expect(await count(shop, `"AuditEvent" where "tenantId" = $1 and action = 'tag.add'`)).toBe(3_000)
  expect(await count(shop, `"CustomerActivity" where "tenantId" = $1 and type = 'tag_added'`)).toBe(3_000)
  await startBulkUndo(shop, actor, id)
  await killedTimes(shop, id, 'undo', 2)
  expect(await findBulkJob(shop.id, id)).toMatchObject({ status: 'undone', restored: 3_000, kept: 0 })
  expect(await worn(shop)).toBe(0)
  expect(await count(shop, `"AuditEvent" where "tenantId" = $1 and action = 'tag.remove'`)).toBe(3_000)
})

it('two jobs at once about the same people, each run by two workers, neither die nor count anybody twice', async () => {
  const shop = await shops.create()
  await fillShop(shops, shop.id, 3_000)
  const jobs = [
    await createBulkJob(shop, actor, tagAll, everybody),
    await createBulkJob(shop, actor, { kind: 'add-tags', tags: ['ete 2026', 'autre'] }, everybody),
  ]
  await Promise.all([...jobs, ...jobs].map(({ id }) => runBulkJob({ tenantId: shop.id, jobId: id })))
  const [one, two] = await Promise.all(jobs.map(({ id }) => findBulkJob(shop.id, id)))
  expect(two).toMatchObject({ status: 'done', done: 3_000 })
  expect((one?.done ?? 0) + (one?.nothing ?? 0)).toBe(3_000)
  expect(await worn(shop)).toBe(3_000)
})

it('stopped half-way it keeps what is done, leaves the rest, and what is done can be taken back', async () => {
  const shop = await shops.create()
  await fillShop(shops, shop.id, 4_000)
  const { id } = await createBulkJob(shop, actor, { kind: 'archive' }, everybody)
  const running = runBulkJob({ tenantId: shop.id, jobId: id })
  while ((await findBulkJob(shop.id, id))?.position === 0) await pause(5)
  await stopBulkJob(shop, actor, id)
  await running
  const stopped = await findBulkJob(shop.id, id)
  const live = () => count(shop, `"Customer" where "tenantId" = $1 and "deletedAt" is null`)
  expect(stopped?.status).toBe('stopped')
  expect(stopped?.done).toBeLessThan(4_000)
  expect(await live()).toBe(4_000 - (stopped?.done ?? 0))
  await startBulkUndo(shop, actor, id)
  await undoBulkJob({ tenantId: shop.id, jobId: id })
  expect(await findBulkJob(shop.id, id)).toMatchObject({ status: 'undone', restored: stopped?.done, kept: 0 })
  expect(await live()).toBe(4_000)
})

it('20,000 customers are changed, and changed back, in seconds', { timeout: 60_000 }, async () => {
  const shop = await shops.create()
  await fillShop(shops, shop.id, 20_000)
  const began = performance.now()
  const { id } = await createBulkJob(shop, actor, { kind: 'set-segment', segment: 'été' }, everybody)
  expect(performance.now() - began).toBeLessThan(3_000)
  await runBulkJob({ tenantId: shop.id, jobId: id })
  await startBulkUndo(shop, actor, id)
  await undoBulkJob({ tenantId: shop.id, jobId: id })
  expect(await findBulkJob(shop.id, id)).toMatchObject({ status: 'undone', done: 20_000, restored: 20_000 })
  // A second on a machine of its own; many times as long where seven others build.
  expect(performance.now() - began).toBeLessThan(30_000)
})
