// Asked for their agreement in bulk: who is, who is left and why, never who refused, once however often it is tried; the file;
// and taken back.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerPreferences } from '@/lib/consent/answer-preferences'
import { updatePreferences } from '@/lib/consent/update-preferences'
import type { BulkAction } from '@/lib/customers/bulk/bulk-action'
import type { AskedChannel } from '@/lib/customers/bulk/bulk-limits'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { createBulkJob, findBulkJob, startBulkUndo } from '@/lib/db/bulk-repo'
import { bulkRows, type BulkShare } from '@/lib/db/bulk-rows'
import { findPreferenceLink } from '@/lib/db/preference-link-repo'
import { fillShop } from '@/lib/test/fill-shop'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { runBulkJob, undoBulkJob } from './bulk-job'
import { requestsFile } from './requests-file'

let shops: TestShops
let shop: Shop
let useCase: UseCase
const actor = { kind: 'system' as const, id: null, name: 'Camille' }
const children = new Set<ChildProcess>()
beforeAll(async () => void (shops = await openTestShops()))
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await shops.close()
})
beforeEach(async () => {
  shop = await shops.create()
  useCase = shops.useCase(shop)
})

const sms: BulkAction = { kind: 'ask-consent', channel: 'sms' }
let made = 0
async function person(firstName: string, more: object = {}): Promise<string> {
  made += 1
  const phone = `06 39 98 ${String(10 + Math.floor(made / 100))} ${String(made % 100).padStart(2, '0')}`
  return (await createCustomer(useCase, { firstName, phone, ...more })).id
}
const say = (id: string, granted: boolean, channel: AskedChannel = 'sms') =>
  updatePreferences(useCase, id, { optIn: { [channel]: granted }, source: 'in-store' })

const read = async (id: string) => {
  const record = await findBulkJob(shop.id, id)
  if (record === null) throw new Error('no such job')
  return record
}
async function ask(ids: string[], action = sms) {
  const { id } = await createBulkJob(shop, actor, action, { ids })
  await runBulkJob({ tenantId: shop.id, jobId: id })
  return read(id)
}
async function undo(id: string) {
  await startBulkUndo(shop, actor, id)
  await undoBulkJob({ tenantId: shop.id, jobId: id })
  return read(id)
}
const because = async (id: string, share: BulkShare) =>
  Object.fromEntries(
    (await bulkRows(shop.id, id, { share, after: '', limit: 100 })).map((row) => [row.customerId, row.reason ?? row.keptBecause]),
  )
const linksOf = async (customerId: string) =>
  (
    await shops.backDoor.query<{ id: string; revoked: boolean; used: boolean }>(
      `select id, "revokedAt" is not null as revoked, "firstUsedAt" is not null as used from "PreferenceLink"
       where "tenantId" = $1 and "customerId" = $2 order by id`,
      [shop.id, customerId],
    )
  ).rows
const storyOf = async (id: string) =>
  (await useCase.store.activities(id, { cursor: null, limit: 20 })).data.map(({ type, metadata }) => ({ type, metadata }))

/** Lines of the file without its head, cell by cell. */
async function fileOf(jobId: string, channel: AskedChannel = 'sms', by = useCase): Promise<string[][]> {
  const words = {
    header: ['nom', 'adresse', 'lien', 'message'],
    name: ({ firstName }: { firstName: string | null }) => firstName ?? '',
    address: ({ address }: { address: string }) => address,
    message: (locale: string, _request: unknown, link: string) => `${locale} ${link}`,
  }
  const pieces = []
  for await (const piece of requestsFile(by, { jobId, channel }, words)) pieces.push(piece)
  const text = Buffer.concat(pieces).toString('utf8')
  expect(text.startsWith('\uFEFFnom;adresse;lien;message\r\n')).toBe(true)
  return text
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(';'))
}
const tokenIn = (row: string[] | undefined): string => /\/p\/([\w-]{24})$/.exec(row?.[2] ?? '')?.[1] ?? 'none'
async function answer(token: string, granted: boolean): Promise<boolean> {
  const link = await findPreferenceLink(token)
  if (link === null) return false
  return answerPreferences(useCase, link.customerId, { linkId: link.linkId, optIn: { sms: granted }, proof: 'p' })
}

describe('asked', () => {
  it('is who has an address and has said nothing; all others are left, with why', async () => {
    const [plain, agreed, refused, without, landline, elsewhere, archived, kept, merged] = [
      await person('A'),
      await person('B'),
      await person('C'),
      await person('D', { phone: null, email: 'd@example.org' }),
      await person('E', { phone: '01 45 67 89 01' }),
      await person('F'),
      await person('G'),
      await person('H'),
      await person('I'),
    ]
    await say(agreed, true)
    await say(refused, true)
    await say(refused, false)
    await say(elsewhere, false, 'email')
    await deleteCustomer(useCase, archived)
    await mergeCustomers(useCase, kept, merged)
    const other = shops.useCase(await shops.create())
    const foreign = (await createCustomer(other, { firstName: 'Canari', phone: '06 39 98 99 99' })).id
    const ids = [plain, agreed, refused, without, landline, elsewhere, archived, merged, foreign]
    const record = await ask(ids)
    expect(record).toMatchObject({ status: 'done', done: 2, nothing: 4, refused: 3 })
    expect(await because(record.id, 'nothing')).toEqual({
      [agreed]: 'agreed',
      [refused]: 'denied',
      [without]: 'no_address',
      [landline]: 'no_address',
    })
    expect(await because(record.id, 'refused')).toEqual({ [archived]: 'archived', [merged]: 'merged', [foreign]: 'unknown' })
    for (const id of ids) expect(await linksOf(id)).toHaveLength(id === plain || id === elsewhere ? 1 : 0)
    expect((await storyOf(plain))[0]).toEqual({
      type: 'consent_requested',
      metadata: { channel: 'sms', by: 'Camille', bulkId: record.id },
    })
    expect((await storyOf(refused)).map(({ type }) => type)).not.toContain('consent_requested')
    const { rows } = await shops.backDoor.query(
      `select "entityId" from "AuditEvent" where "tenantId" = $1 and action = 'consent.request'`,
      [shop.id],
    )
    expect(rows).toHaveLength(2)
    // What is known of him is the same as before.
    expect(await useCase.store.get(plain)).toMatchObject({ version: 1 })
    expect(await useCase.store.consents(plain)).toEqual([])
  })

  it('again only after ninety days, on another channel at once, and not by the back door of a merge', async () => {
    const [one, two] = [await person('A', { email: 'a@example.org' }), await person('B')]
    await ask([one, two])
    expect(await because((await ask([one])).id, 'nothing')).toEqual({ [one]: 'asked' })
    expect(await ask([one], { kind: 'ask-consent', channel: 'email' })).toMatchObject({ done: 1 })
    const fresh = await person('C')
    await mergeCustomers(useCase, fresh, two)
    expect(await because((await ask([fresh])).id, 'nothing')).toEqual({ [fresh]: 'asked' })
    const age = (days: number) =>
      shops.backDoor.query(`update "PreferenceLink" set "createdAt" = now() - $2::interval where "tenantId" = $1`, [
        shop.id,
        `${String(days)} days`,
      ])
    await age(89)
    expect(await ask([one, fresh])).toMatchObject({ done: 0, nothing: 2 })
    await age(91)
    expect(await ask([one, fresh])).toMatchObject({ done: 2 })
  })

  it('once, by two jobs and four workers at the same time', async () => {
    await fillShop(shops, shop.id, 1_200)
    const everybody = { filter: {}, except: [] }
    const jobs = [await createBulkJob(shop, actor, sms, everybody), await createBulkJob(shop, actor, sms, everybody)]
    await Promise.all([...jobs, ...jobs].map(({ id }) => runBulkJob({ tenantId: shop.id, jobId: id })))
    const [first, second] = await Promise.all(jobs.map(({ id }) => read(id)))
    expect((first?.done ?? 0) + (second?.done ?? 0)).toBe(1_200)
    expect((first?.nothing ?? 0) + (second?.nothing ?? 0)).toBe(1_200)
    const { rows } = await shops.backDoor.query<{ n: number; people: number }>(
      `select count(*)::int as n, count(distinct "customerId")::int as people from "PreferenceLink" where "tenantId" = $1`,
      [shop.id],
    )
    expect(rows).toEqual([{ n: 1_200, people: 1_200 }])
  })

  it('once, by a job killed half-way, which is then taken back, killed too', { timeout: 120_000 }, async () => {
    await fillShop(shops, shop.id, 2_500)
    const { id } = await createBulkJob(shop, actor, sms, { filter: {}, except: [] })
    await killedOnce(id, 'run')
    expect(await read(id)).toMatchObject({ status: 'done', done: 2_500, nothing: 0 })
    const count = async (where: string) =>
      (await shops.backDoor.query<{ n: number }>(`select count(*)::int as n from ${where}`, [shop.id])).rows[0]?.n
    expect(await count(`"PreferenceLink" where "tenantId" = $1`)).toBe(2_500)
    expect(await count(`"CustomerActivity" where "tenantId" = $1 and type = 'consent_requested'`)).toBe(2_500)
    await startBulkUndo(shop, actor, id)
    await killedOnce(id, 'undo')
    expect(await read(id)).toMatchObject({ status: 'undone', restored: 2_500, kept: 0 })
    expect(await count(`"PreferenceLink" where "tenantId" = $1 and "revokedAt" is null`)).toBe(0)
    expect(await count(`"CustomerActivity" where "tenantId" = $1 and type = 'request_withdrawn'`)).toBe(2_500)
  })
})

async function killedOnce(jobId: string, work: 'run' | 'undo'): Promise<void> {
  const args = ['--conditions=react-server', '--import', 'tsx', 'lib/test/bulk-process.ts', shop.id, jobId, work]
  for (const isLast of [false, true]) {
    const child = spawn(process.execPath, args, {
      cwd: path.resolve(import.meta.dirname, '../../..'),
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    children.add(child)
    await once(child, 'message')
    const ended = once(child, 'exit')
    child.send('go')
    if (!isLast) {
      while (await atBeginning(jobId, work)) await new Promise((resolve) => setTimeout(resolve, 5))
      child.kill('SIGKILL')
    }
    await ended
    children.delete(child)
  }
}
const atBeginning = async (jobId: string, work: 'run' | 'undo') => {
  const { position, undoPosition } = await read(jobId)
  return (work === 'run' ? position : undoPosition) === 0
}

describe('the file', () => {
  it('holds a link and a text for each, in his language, and runs in no spreadsheet', async () => {
    const [ana, eve, formula] = [await person('Ana'), await person('Eve', { language: 'en-GB' }), await person('=HYPERLINK("x")')]
    const { id } = await ask([ana, eve, formula])
    const rows = await fileOf(id)
    expect(rows.map(([name, , , message]) => [name, message?.slice(0, 3)]).sort()).toEqual([
      [`"'=HYPERLINK(""x"")"`, 'fr '],
      ['Ana', 'fr '],
      ['Eve', 'en '],
    ])
    const row = rows.find(([name]) => name === 'Ana')
    expect(row?.[1]).toMatch(/^'\+3363998\d{4}$/)
    expect(row?.[2]).toMatch(/^http:\/\/coccinelle\.test\/p\/[\w-]{24}$/)
    expect(await findPreferenceLink(tokenIn(row))).toMatchObject({ customerId: ana, shop: { id: shop.id } })
    expect(await fileOf(id), 'the same again').toEqual(rows)
    const stored = await shops.backDoor.query<{ row: string }>(`select to_jsonb(l)::text as row from "PreferenceLink" l`)
    for (const line of rows) expect(stored.rows.some(({ row: kept }) => kept.includes(tokenIn(line)))).toBe(false)
  })

  it('leaves out who has answered since, was archived, or lost his number', async () => {
    const [stays, answers, goes, moves] = [await person('A'), await person('B'), await person('C'), await person('D')]
    const { id } = await ask([stays, answers, goes, moves])
    expect(await answer(tokenIn((await fileOf(id)).find(([name]) => name === 'B')), false)).toBe(true)
    await deleteCustomer(useCase, goes)
    await shops.backDoor.query(`update "CustomerHandle" set "deletedAt" = now() where "customerId" = $1`, [moves])
    expect((await fileOf(id)).map(([name]) => name)).toEqual(['A'])
  })

  it('goes by who is kept of two merged people, once', async () => {
    const [one, two, three, outside] = [await person('A'), await person('B'), await person('C'), await person('D')]
    const { id } = await ask([one, two, three])
    await mergeCustomers(useCase, one, two)
    await mergeCustomers(useCase, outside, three)
    expect((await fileOf(id)).map(([name]) => name).sort()).toEqual(['A', 'D'])
    const [row] = (await fileOf(id)).filter(([name]) => name === 'D')
    expect(await findPreferenceLink(tokenIn(row))).toMatchObject({ customerId: three })
  })

  it('of another shop is empty', async () => {
    const { id } = await ask([await person('A')])
    expect(await fileOf(id, 'sms', shops.useCase(await shops.create()))).toEqual([])
  })
})

describe('taken back', () => {
  it('unused links end, used ones stand with what was said, and who was taken back may be asked again', async () => {
    const [quiet, said, gone] = [await person('A'), await person('B'), await person('C')]
    const { id } = await ask([quiet, said, gone])
    const tokens = new Map((await fileOf(id)).map((row) => [row[0], tokenIn(row)]))
    expect(await answer(tokens.get('B') ?? '', true)).toBe(true)
    await deleteCustomer(useCase, gone)
    expect(await undo(id)).toMatchObject({ status: 'undone', restored: 2, kept: 1 })
    expect(await because(id, 'kept')).toEqual({ [said]: 'answered' })
    expect(await linksOf(quiet)).toMatchObject([{ revoked: true, used: false }])
    expect(await linksOf(said)).toMatchObject([{ revoked: false, used: true }])
    expect(await linksOf(gone)).toMatchObject([{ revoked: true }])
    expect(await findPreferenceLink(tokens.get('A') ?? '')).toBeNull()
    expect(await findPreferenceLink(tokens.get('B') ?? '')).not.toBeNull()
    expect((await storyOf(quiet))[0]).toEqual({
      type: 'request_withdrawn',
      metadata: { channel: 'sms', by: 'Camille', bulkId: id, undo: true },
    })
    expect(await fileOf(id)).toEqual([])
    expect(await ask([quiet, said])).toMatchObject({ done: 1, nothing: 1 })
  })

  it('at the very moment of an answer: one of the two, whole', async () => {
    for (let go = 0; go < 8; go++) {
      const id = await person(`R${String(go)}`)
      const job = await ask([id])
      const token = tokenIn((await fileOf(job.id))[0])
      const [answered, record] = await Promise.all([answer(token, true), undo(job.id)])
      const said = (await useCase.store.currentConsents([id])).get(id)?.sms === true
      expect(said).toBe(answered)
      expect(record).toMatchObject(answered ? { restored: 0, kept: 1 } : { restored: 1, kept: 0 })
    }
  })
})
