// R18: renewal is single-flight across processes. The server ends the whole grant when an old refresh token comes back, so
// one exchange too many would show.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { leasedAccess } from '@/lib/crm/leased-access'
import { refreshGrant } from '@/lib/crm/oauth'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError } from '@/lib/shared/errors'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { startToyVendor, type ToyVendor, toyProvider } from '@/lib/test/toy-vendor'
import { createConnection, deleteConnection, renewConnection } from './connection-repo'
import { grantStore } from './connection-grant-repo'

const actor: Actor = { kind: 'system', id: null, name: 'test' }
const root = path.resolve(import.meta.dirname, '../..')
let shops: TestShops
let shop: Shop
let toy: ToyVendor
const children: ChildProcess[] = []

beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await shops.close()
})
beforeEach(async () => {
  toy = await startToyVendor()
  shop = await shops.create()
})
afterEach(() => toy.close())

async function linked(left: number | null, life: number | null): Promise<string> {
  const { access, refresh } = toy.startGrant()
  const credentials = { way: 'oauth2', accessToken: access, refreshToken: refresh, apiUrl: null, life, answers: {} }
  const { id } = await createConnection(shop, actor, {
    vendor: 'toy',
    role: 'primary',
    label: null,
    credentials,
    settings: {},
    left,
  })
  return id
}

async function startProcess(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'lib/test/access-process.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.push(child)
  await once(child, 'message')
  return child
}

const resultSchema = z.object({ done: z.int(), failures: z.record(z.string(), z.int()) })
async function order(child: ChildProcess, connectionId: string, more: { callers?: number; during: number; lease?: number }) {
  const answered = once(child, 'message')
  child.send({ tenantId: shop.id, connectionId, callers: 50, lease: 15_000, client: toy.client, ...more })
  const [message] = await answered
  return resultSchema.parse(message)
}

async function row(id: string) {
  const { rows } = await shops.backDoor.query<Record<string, unknown>>(
    'select status, "statusReason" as reason, "tokenEpoch" as epoch, "leaseOwner" as owner from "CrmConnection" where id = $1',
    [id],
  )
  return rows[0]
}

const mostAtOnce = (): number => Math.max(0, ...toy.granted.values())
const drops = async (id: string): Promise<number> => {
  const { rows } = await shops.backDoor.query<{ n: number }>(
    `select count(*)::int as n from "AuditEvent" where "entityId" = $1 and action = 'connection.dropped'`,
    [id],
  )
  return rows[0]?.n ?? 0
}

describe('three processes with fifty callers each', { timeout: 90_000 }, () => {
  let processes: ChildProcess[]
  beforeAll(async () => {
    processes = await Promise.all([startProcess(), startProcess(), startProcess()])
  }, 60_000)

  it('exchange once an epoch, and all callers get through', async () => {
    toy.life = 700
    const id = await linked(0, 700)
    const results = await Promise.all(processes.map((child) => order(child, id, { during: 2_500 })))
    const { epoch, ...state } = (await row(id)) ?? {}
    expect(state).toEqual({ status: 'connected', reason: null, owner: null })
    expect(toy.killed).toBe(0)
    expect(mostAtOnce()).toBe(1)
    expect(toy.granted.size).toBe(Number(epoch) - 1)
    expect(toy.granted.size).toBeGreaterThan(2)
    expect(results.flatMap(({ failures }) => Object.keys(failures))).toEqual([])
    expect(results.every(({ done }) => done > 50)).toBe(true)
  })

  it('a refused token that nobody knew to be old is exchanged once', async () => {
    const id = await linked(null, null)
    toy.expireAll()
    const results = await Promise.all(processes.map((child) => order(child, id, { during: 300 })))
    expect(results.map(({ failures }) => failures)).toEqual([{}, {}, {}])
    expect([toy.killed, mostAtOnce(), toy.granted.size]).toEqual([0, 1, 1])
    expect(await row(id)).toMatchObject({ epoch: 2, status: 'connected' })
  })

  it('three exchanges in ten failing for a moment drop nothing', async () => {
    toy.life = 400
    const faults = [
      { status: 503 },
      { status: 429, headers: { 'retry-after': '1' } },
      { status: 502, body: '<html>' },
      'drop' as const,
    ]
    let asked = 0
    let failed = 0
    toy.fault = () => {
      asked++
      if ((asked * 3) % 10 >= 3) return null
      return faults[failed++ % faults.length] ?? null
    }
    const id = await linked(0, 400)
    const results = await Promise.all(processes.map((child) => order(child, id, { during: 3_500 })))
    expect(failed).toBeGreaterThan(1)
    expect(await row(id)).toMatchObject({ status: 'connected', reason: null })
    expect([toy.killed, mostAtOnce(), await drops(id)]).toEqual([0, 1, 0])
    expect(results.flatMap(({ failures }) => Object.keys(failures)).filter((code) => code !== 'unavailable')).toEqual([])
    expect(results.every(({ done }) => done > 20)).toBe(true)
  })

  it('a grant that ended for good is dropped once', async () => {
    const id = await linked(0, 1_000)
    toy.endAll()
    const results = await Promise.all(processes.map((child) => order(child, id, { during: 200 })))
    expect(new Set(results.flatMap(({ failures }) => Object.keys(failures)))).toEqual(new Set(['auth_expired']))
    expect(await row(id)).toMatchObject({ status: 'reconnect_needed', reason: 'grant_ended', owner: null })
    expect(await drops(id)).toBe(1)
    expect(toy.forms).toHaveLength(1)
  })

  it('when the one that exchanges is killed, the others wait for its lease to end and go on', async () => {
    const id = await linked(0, 1_000)
    const victim = await startProcess()
    const asked = new Promise<void>((resolve) => {
      let isFirst = true
      toy.fault = () => {
        if (!isFirst) return null
        isFirst = false
        resolve()
        return 'hang'
      }
    })
    victim.send({ tenantId: shop.id, connectionId: id, callers: 5, during: 100, lease: 1_500, client: toy.client })
    await asked
    victim.kill('SIGKILL')
    const started = Date.now()
    const results = await Promise.all(processes.map((child) => order(child, id, { during: 100 })))
    expect(Date.now() - started).toBeGreaterThan(700)
    expect(results.map(({ failures }) => failures)).toEqual([{}, {}, {}])
    expect([toy.killed, mostAtOnce(), toy.granted.size]).toEqual([0, 1, 1])
    expect(await row(id)).toMatchObject({ status: 'connected', epoch: 2, owner: null })
  })
})

describe('in one process', () => {
  const access = (id: string, more: { insistent?: boolean; patience?: number } = {}) =>
    leasedAccess({
      store: grantStore(shop.id, id),
      exchange: (held) => refreshGrant(toyProvider, toy.client, held),
      owner: `here ${Math.random()}`,
      ...more,
    })

  it('a token is renewed after four fifths of its life, and used meanwhile when that fails', async () => {
    toy.life = 60_000
    const early = await linked(13_000, 60_000)
    const first = await access(early).current()
    expect(toy.granted.size).toBe(0)
    await shops.backDoor.query(`update "CrmConnection" set "tokenExpiresAt" = now() + interval '11 seconds' where id = $1`, [
      early,
    ])
    toy.fault = () => ({ status: 503 })
    const late = access(early)
    expect(await late.current()).toEqual(first)
    expect(await late.current()).toEqual(first)
    const tries = toy.forms.length
    await late.current()
    expect(toy.forms).toHaveLength(tries)
    toy.fault = null
    expect(await access(early).current()).not.toEqual(first)
    expect(toy.granted.size).toBe(1)
  })

  it.each(['before anything was written', 'after all was written'])(
    'a rotated token outlives a database that goes away %s',
    async (when) => {
      const id = await linked(0, 1_000)
      const store = grantStore(shop.id, id)
      let broken = 0
      const shaky = leasedAccess({
        store: {
          ...store,
          keep: async (...given) => {
            if (when.startsWith('after') && broken === 0) await store.keep(...given)
            if (broken++ < 3) throw new CrmError('unavailable', 'The database is away')
            return store.keep(...given)
          },
        },
        exchange: (held) => refreshGrant(toyProvider, toy.client, held),
        owner: 'shaky',
      })
      const grant = await shaky.current()
      expect(broken).toBe(4)
      expect((await store.read()).grant).toEqual(grant)
      expect(await row(id)).toMatchObject({ status: 'connected', epoch: 2, owner: null })
      // The one that was kept is the one that lives.
      await access(id).renew(grant)
      expect([toy.killed, toy.granted.size]).toEqual([0, 2])
    },
  )

  it('who was fenced out by a new link uses what is stored, and writes nothing', async () => {
    const id = await linked(0, 1_000)
    const store = grantStore(shop.id, id)
    expect(await store.lease('slow', 1, 60_000)).toBe(true)
    const fresh = toy.startGrant()
    await renewConnection(shop, actor, id, {
      credentials: {
        way: 'oauth2',
        accessToken: fresh.access,
        refreshToken: fresh.refresh,
        apiUrl: null,
        life: null,
        answers: {},
      },
    })
    const late = { accessToken: 'late', refreshToken: 'late', expiresAt: null, account: null }
    expect(await store.keep('slow', 1, late)).toBe(false)
    await store.drop('slow', 1, 'grant_ended')
    await store.release('slow', 60_000)
    expect((await store.read()).grant.accessToken).toBe(fresh.access)
    expect(await row(id)).toMatchObject({ status: 'connected', epoch: 2, owner: null })
    expect(await store.lease('other', 1, 1_000)).toBe(false)
    expect(await store.lease('other', 2, 1_000)).toBe(true)
    expect(await store.lease('third', 2, 1_000)).toBe(false)
  })

  it('a token that nobody can renew is dropped once at its first refusal, and at its end', async () => {
    const { id } = await createConnection(shop, actor, {
      vendor: 'toy',
      role: 'source',
      label: null,
      credentials: { accessToken: 'pasted', instanceUrl: 'https://acme.toy.example' },
      settings: {},
    })
    const pasted = access(id)
    const grant = await pasted.current()
    expect(grant).toEqual({ accessToken: 'pasted', apiUrl: 'https://acme.toy.example' })
    const refusals = await Promise.allSettled(Array.from({ length: 20 }, () => pasted.renew(grant)))
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ status: 'rejected', reason: { code: 'auth_expired', reason: 'token_refused' } })
    expect(await row(id)).toMatchObject({ status: 'reconnect_needed', reason: 'token_refused' })
    expect(await drops(id)).toBe(1)
    await expect(access(id).current()).rejects.toMatchObject({ code: 'auth_expired', reason: 'token_refused' })
    expect(await access(id, { insistent: true }).current()).toEqual(grant)
    expect(toy.forms).toHaveLength(0)
  })

  it('the operator’s wrong app is no reason to link again, nor is a lease that never ends', async () => {
    const id = await linked(0, 1_000)
    const wrong = leasedAccess({
      store: grantStore(shop.id, id),
      exchange: (held) => refreshGrant(toyProvider, { ...toy.client, clientSecret: 'other' }, held),
      owner: 'wrong',
    })
    await expect(wrong.current()).rejects.toMatchObject({ code: 'forbidden', reason: 'oauth_client' })
    expect(await row(id)).toMatchObject({ status: 'connected', epoch: 1 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await grantStore(shop.id, id).lease('stuck', 1, 60_000)
    await expect(access(id, { patience: 300 }).current()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await row(id)).toMatchObject({ status: 'connected', epoch: 1, owner: 'stuck' })
  })

  it('nothing is given out once the link is gone, nor to another shop', async () => {
    const id = await linked(null, null)
    const other = await shops.create()
    await expect(grantStore(other.id, id).read()).rejects.toMatchObject({ code: 'not_found' })
    expect(await grantStore(other.id, id).lease('x', 1, 1_000)).toBe(false)
    await deleteConnection(shop, actor, id)
    await expect(access(id).current()).rejects.toBeInstanceOf(CrmError)
    expect(await grantStore(shop.id, id).lease('x', 2, 1_000)).toBe(false)
  })
})
