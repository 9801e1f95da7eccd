// kill -9 of the importing process at random moments, and others at work on the same people: nothing is lost, nothing twice.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Shop } from '@/lib/customers/use-case'
import { cancelImport, startImport, startRevert } from '@/lib/db/import-repo'
import { importFile, readImport, upload } from '@/lib/test/import-world'
import { openLinkedShop } from '@/lib/test/linked-shop'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { runImportJob } from './run-import-job'

const root = path.resolve(import.meta.dirname, '../../..')
const children = new Set<ChildProcess>()
let shops: TestShops
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await shops.close()
})

const people = 6_000
const phone = (n: number): string => `07${String(10_000_000 + n)}`
const file = [
  'Prénom;Nom;Tel;Étiquettes',
  ...Array.from({ length: people }, (_, n) => (n % 100 === 99 ? `P${String(n)};N;faux;` : `P${String(n)};N;${phone(n)};vip`)),
].join('\n')

async function standBy(shop: Shop, importId: string, work: 'run' | 'revert'): Promise<ChildProcess> {
  const args = ['--conditions=react-server', '--import', 'tsx', 'lib/test/import-process.ts', shop.id, importId, work]
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  children.add(child)
  await once(child, 'message')
  return child
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function killedTimes(shop: Shop, importId: string, work: 'run' | 'revert', kills: number): Promise<void> {
  const ready = Array.from({ length: kills + 1 }, () => standBy(shop, importId, work))
  for (const [turn, waiting] of ready.entries()) {
    const child = await waiting
    const ended = once(child, 'exit')
    child.send('go')
    if (turn < kills) {
      await pause(150 + Math.random() * 250)
      child.kill('SIGKILL')
    }
    await ended
    children.delete(child)
  }
}

it('a run killed three times, and its revert killed twice, are as if never', { timeout: 120_000 }, async () => {
  const shop = await shops.create()
  const importId = await upload(shop, file)
  await startImport(shop, staff, importId, 1)
  await killedTimes(shop, importId, 'run', 3)
  const ran = await readImport(shop, importId)
  expect(ran).toMatchObject({
    status: 'done',
    position: people,
    counts: { created: people * 0.99, changed: 0, refused: people / 100 },
  })
  const count = async (text: string) =>
    (await shops.backDoor.query<{ n: number }>(`select count(*)::int as n ${text}`, [shop.id])).rows[0]?.n
  expect(await count('from "Customer" where "tenantId" = $1')).toBe(people * 0.99)
  expect(await count(`from "AuditEvent" where "tenantId" = $1 and action = 'import.customer-create'`)).toBe(people * 0.99)
  expect(await count('from "ImportRow" where "tenantId" = $1')).toBe(people)

  await startRevert(shop, staff, importId)
  await killedTimes(shop, importId, 'revert', 2)
  expect((await readImport(shop, importId)).status).toBe('reverted')
  expect(await count('from "Customer" where "tenantId" = $1 and "deletedAt" is null')).toBe(0)
  expect(await count(`from "AuditEvent" where "tenantId" = $1 and action = 'import.customer-remove'`)).toBe(people * 0.99)
})

it('while the same people come in by other doors, and by the same file once more', { timeout: 60_000 }, async () => {
  const shop = await shops.create()
  const useCase = shops.useCase(shop, { actor: { kind: 'channel', id: 'c', name: 'SMS' } })
  const few = file.split('\n').slice(0, 2_001).join('\n')
  const ids = [await upload(shop, few), await upload(shop, few)]
  for (const id of ids) await startImport(shop, staff, id, 1)
  const others = Array.from({ length: 60 }, async (_, n) => {
    await pause(n * 8)
    await createCustomer(useCase, { phone: phone(n * 32) }).catch((error: unknown) =>
      expect(error).toMatchObject({ reason: 'duplicate_phone' }),
    )
  })
  await Promise.all([...others, ...ids.map((importId) => runImportJob({ tenantId: shop.id, importId }))])
  const { rows } = await shops.backDoor.query(
    `select count(*)::int as customers, count(distinct phone)::int as phones from "Customer" where "tenantId" = $1 and "deletedAt" is null`,
    [shop.id],
  )
  expect(rows).toEqual([{ customers: 1_980, phones: 1_980 }])
  const counts = await Promise.all(ids.map(async (id) => (await readImport(shop, id)).counts))
  expect(counts.map(({ created, changed, same, conflict }) => created + changed + same + conflict)).toEqual([1_980, 1_980])
})

it(
  'cancelled half-way it stops, keeps what is done, and the whole file afterwards does the rest',
  { timeout: 120_000 },
  async () => {
    const shop = await shops.create()
    const importId = await upload(shop, file)
    await startImport(shop, staff, importId, 1)
    // Somebody of the second batch comes in by another door and is not decided yet: the batch waits, and the cancelling behind it.
    const door = await shops.backDoor.connect()
    await door.query('begin')
    await door.query(`insert into "Customer" ("tenantId", id) values ($1, 'undecided')`, [shop.id])
    await door.query(
      `insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw) values ($1, 'undecided', 'undecided', 'phone', $2, '')`,
      [shop.id, `+33${phone(2_500).slice(1)}`],
    )
    const waiting = async (): Promise<number> =>
      (
        await shops.backDoor.query<{ n: number }>(
          `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
      ).rows[0]?.n ?? 0
    const running = runImportJob({ tenantId: shop.id, importId })
    while ((await waiting()) < 1) await pause(10)
    const cancelling = cancelImport(shop, staff, importId)
    while ((await waiting()) < 2) await pause(10)
    await door.query('rollback')
    door.release()
    await Promise.all([running, cancelling])
    const stopped = await readImport(shop, importId)
    expect(stopped.status).toBe('cancelled')
    // The last batch may come to the row before the cancelling wakes; nothing may be done twice for that.
    expect(stopped.position).toBeGreaterThanOrEqual(4_000)
    expect(stopped.position).toBeLessThanOrEqual(people)
    await runImportJob({ tenantId: shop.id, importId })
    expect((await readImport(shop, importId)).position).toBe(stopped.position)
    expect((await importFile(shop, file)).counts).toMatchObject({
      created: people * 0.99 - stopped.counts.created,
      same: stopped.counts.created,
    })
  },
)

it('rows leave for a linked system as other changes do', async () => {
  const world = await openLinkedShop(shops)
  await importFile(world.shop, 'Prénom;Tel;Accord SMS\nAna;0639981201;non\nBea;0639981202;\n')
  expect((await world.outbox()).map(({ kind }) => kind).sort()).toEqual(['customer', 'customer', 'preferences'])
  await world.pushAll()
  expect((await world.remote.listCustomers()).data.map(({ firstName }) => firstName).sort()).toEqual(['Ana', 'Bea'])
})
