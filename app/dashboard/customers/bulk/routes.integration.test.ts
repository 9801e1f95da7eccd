// The routes beside the bulk pages: nobody else's customers or jobs, by nobody who may not, from no other site.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '@/lib/auth/roles'
import { createSession } from '@/lib/auth/session'
import { sealSession, sessionCookie } from '@/lib/auth/session-cookie'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { addMembership, createTenant, createUser } from '@/lib/db/account-repo'
import { createBulkJob } from '@/lib/db/bulk-repo'
import { createCustomerStore } from '@/lib/db/customer-store'
import { runBulkJob } from '@/lib/server/bulk/bulk-job'
import { systemClock } from '@/lib/shared/clock'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { GET as readProgress } from './[bulkId]/progress/route'
import { GET as readRequests } from './[bulkId]/requests/route'
import { GET as readResults } from './[bulkId]/results/route'
import { POST as exportSelection } from './export/route'

const request = { headers: new Headers(), cookies: new Map<string, string>() }
vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
  }),
}))
vi.mock('next-intl/server', () => ({
  getLocale: async () => 'fr',
  getMessages: async () => ({}),
  getTranslations: async () => (key: string) => key,
}))

const missing = '01999999-9999-7999-8999-999999999999'
const actor = { kind: 'system' as const, id: null, name: 'test' }
let app: TestApp
let count = 0
let ours: UseCase
let theirs: UseCase

beforeAll(async () => void (app = await startTestApp()))
afterAll(() => app.stop())
beforeEach(async () => {
  count += 1
  const shopOf = (name: string) => createTenant({ slug: `${name}-${String(count)}`, name })
  const useCaseOf = (shop: Shop): UseCase => ({ shop, actor, store: createCustomerStore(shop, actor), clock: systemClock })
  ours = useCaseOf(await shopOf('ours'))
  theirs = useCaseOf(await shopOf('theirs'))
  await signIn('owner')
})

async function signIn(role: Role): Promise<void> {
  count += 1
  const user = await createUser({ email: `q${String(count)}@example.fr`, name: 'Q', passwordHash: 'unused' })
  await addMembership(ours.shop.id, user.id, role)
  const { value } = await createSession(user.id, { userAgent: null })
  request.cookies = new Map([[sessionCookie().name, await sealSession(value)]])
}

const ourSite = { origin: 'http://coccinelle.test', host: 'coccinelle.test' }
const ask = (target: unknown, headers: Record<string, string> = ourSite) =>
  exportSelection(
    new Request('http://coccinelle.test/dashboard/customers/bulk/export', {
      method: 'POST',
      headers,
      body: new URLSearchParams({ target: typeof target === 'string' ? target : JSON.stringify(target) }),
    }),
  )
const linesOf = async (answer: Response) => (await answer.text()).split('\r\n').filter((line) => line !== '').length - 1

describe('the selection as a file', () => {
  it('holds those who were picked, or all who match but some, and of another shop nobody', async () => {
    const made = []
    for (const firstName of ['A', 'B', 'C']) made.push(await createCustomer(ours, { firstName, segment: 'vip' }))
    const foreign = await createCustomer(theirs, { firstName: 'Canari', segment: 'vip' })
    const [a, b] = made.map(({ id }) => id)
    const picked = await ask({ ids: [a, foreign.id, missing] })
    expect([picked.status, await linesOf(picked.clone())]).toEqual([200, 1])
    expect(await picked.text()).not.toContain('Canari')
    expect(await linesOf(await ask({ filter: { segment: 'vip' }, except: [b, foreign.id] }))).toBe(2)
    expect(await linesOf(await ask({ filter: {} }))).toBe(3)
    const many = Array.from({ length: 450 }, (_, n) => (n === 449 ? b : `nobody-${String(n)}`))
    expect(await linesOf(await ask({ ids: many }))).toBe(1)
  })

  it.each(['', '{', '[]', '{"ids":[]}', '{"ids":[7]}', '{"filter":{"tenantId":"x"}}', `{"filter":{},"ids":["a"]}`])(
    'is refused for %s',
    async (target) => {
      expect((await ask(target)).status).toBe(422)
    },
  )

  it('is refused for who may not, who is signed out, and another site', async () => {
    expect((await ask({ filter: {} }, { ...ourSite, origin: 'https://elsewhere.example' })).status).toBe(422)
    await signIn('seller')
    expect((await ask({ filter: {} })).status).toBe(422)
    request.cookies = new Map()
    expect((await ask({ filter: {} })).status).toBe(422)
  })
})

describe('a job', () => {
  const at = (bulkId: string) => ({ params: Promise.resolve({ bulkId }) })
  const from = new Request('http://coccinelle.test/')

  it('says how far it is, and as a file what came of each, those refused first', async () => {
    const { id: customerId } = await createCustomer(ours, { firstName: '=Ana' })
    const { id } = await createBulkJob(ours.shop, actor, { kind: 'add-tags', tags: ['x'] }, { ids: [customerId, missing] })
    expect(await (await readProgress(from, at(id))).json()).toMatchObject({ status: 'running', looked: 0, total: 2 })
    await runBulkJob({ tenantId: ours.shop.id, jobId: id })
    const progress = await (await readProgress(from, at(id))).json()
    expect(progress).toMatchObject({ status: 'done', looked: 2, done: 1, refused: 1, undoUntil: expect.any(Number) })
    const lines = (await (await readResults(from, at(id))).text()).split('\r\n')
    expect(lines[1]).toContain(missing)
    expect(lines[2]).toContain(`'=Ana`)
  })

  it('that asks for agreements gives its file to who may take addresses out, and any other job has none', async () => {
    const { id: customerId } = await createCustomer(ours, { firstName: 'Ana', phone: '06 39 98 12 34' })
    const { id } = await createBulkJob(ours.shop, actor, { kind: 'ask-consent', channel: 'sms' }, { ids: [customerId] })
    await runBulkJob({ tenantId: ours.shop.id, jobId: id })
    const file = await (await readRequests(from, at(id))).text()
    expect(file).toMatch(
      /^file\.name;requests\.address;requests\.link;requests\.message\r\nAna;06 39 98 12 34;http\S+\/p\/[\w-]{24};/,
    )
    const other = await createBulkJob(ours.shop, actor, { kind: 'add-tags', tags: ['x'] }, { ids: [customerId] })
    expect((await readRequests(from, at(other.id))).status).toBe(404)
    for (const role of ['seller', 'read-only'] as const) {
      await signIn(role)
      expect((await readRequests(from, at(id))).status, role).toBe(404)
    }
  })

  it('of another shop, an unknown one, and one that one may not see are the same nothing', async () => {
    const { id } = await createBulkJob(theirs.shop, actor, { kind: 'ask-consent', channel: 'sms' }, { ids: [missing] })
    const mine = await createBulkJob(ours.shop, actor, { kind: 'ask-consent', channel: 'sms' }, { ids: [missing] })
    const nothings = async (...ids: string[]) => {
      for (const one of ids)
        for (const read of [readProgress, readResults, readRequests]) expect((await read(from, at(one))).status).toBe(404)
    }
    await nothings(id, missing, '\u0000', "' or true --")
    await signIn('read-only')
    await nothings(mine.id)
  })
})
