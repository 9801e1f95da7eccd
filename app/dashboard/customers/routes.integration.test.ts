// The list's own reads: another shop's customer is a missing one, choices are the shop's, nobody reads without signing in.
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseListState } from '@/components/customers/parse-list-state'
import type { Role } from '@/lib/auth/roles'
import { createSession } from '@/lib/auth/session'
import { sealSession, sessionCookie } from '@/lib/auth/session-cookie'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { recordOrder } from '@/lib/customers/record-order'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { addMembership, createTenant, createUser } from '@/lib/db/account-repo'
import { createConnection } from '@/lib/db/connection-repo'
import { createCustomerStore } from '@/lib/db/customer-store'
import { requireContext } from '@/lib/server/context'
import { listFrame } from '@/lib/server/customer-list'
import { systemClock } from '@/lib/shared/clock'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { readList } from './(list)/read-list'
import { GET as readChoices } from './filter-choices/route'
import { GET as readPeek } from './peek/route'

const request = { headers: new Headers(), cookies: new Map<string, string>() }
vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
  }),
}))
vi.mock('next-intl/server', () => ({ getLocale: async () => 'fr' }))

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
  await signIn('read-only')
})

async function signIn(role: Role): Promise<void> {
  count += 1
  const user = await createUser({ email: `r${String(count)}@example.fr`, name: 'R', passwordHash: 'unused' })
  await addMembership(ours.shop.id, user.id, role)
  const { value } = await createSession(user.id, { userAgent: null })
  request.cookies = new Map([[sessionCookie().name, await sealSession(value)]])
}

const peek = (id: string) => readPeek(new Request(`http://x.example/dashboard/customers/peek?id=${encodeURIComponent(id)}`))

describe('a glance', () => {
  it('says who it is, what they bought, agreed to and what was noted last', async () => {
    const { id } = await createCustomer(ours, { firstName: 'Zoé', phone: '06 39 98 12 34', segment: 'vip', tags: ['robe'] })
    for (const [externalId, amount] of [
      ['1', 1000],
      ['2', 3000],
    ] as const)
      await recordOrder(ours, id, { externalId, total: { amount, currency: 'EUR' }, placedAt: `2026-0${externalId}-01` })
    await updatePreferences(ours, id, { optIn: { sms: true, email: false }, source: 'in-store' })
    await addNote(ours, id, 'Première note')
    await addNote(ours, id, `Longue ${'x'.repeat(1000)}`)
    const answer = await peek(id)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    const body = await answer.json()
    expect(body).toMatchObject({
      id,
      name: 'Zoé',
      segment: 'vip',
      tags: ['robe'],
      orderCount: 2,
      consents: { sms: 'granted', email: 'denied' },
    })
    expect(body.average.replaceAll(/\s/g, ' ')).toBe('20,00 €')
    expect(body.orders.map(({ total }: { total: string }) => total.replaceAll(/\s/g, ' '))).toEqual(['30,00 €', '10,00 €'])
    expect(body.note.text).toMatch(/^Longue x+$/)
    expect(body.note.text.length).toBeLessThan(300)
  })

  it('of another shop’s, an archived or an unknown customer is the same nothing', async () => {
    const foreign = await createCustomer(theirs, { firstName: 'Canari' })
    const archived = await createCustomer(ours, { firstName: 'Partie' })
    await deleteCustomer(ours, archived.id)
    for (const id of [foreign.id, archived.id, missing, '', "' or true --", '\u0000']) {
      const answer = await peek(id)
      expect([answer.status, await answer.text()]).toEqual([404, 'null'])
    }
  })
})

describe('choices', () => {
  it('are the shop’s own', async () => {
    await createCustomer(ours, { firstName: 'A', segment: 'mariées', tags: ['robe'], language: 'nl', metadata: { taille: '38' } })
    await createCustomer(theirs, { firstName: 'B', segment: 'leurs', tags: ['leur'], language: 'pl', metadata: { secret: 'x' } })
    const link = { vendor: 'mock', role: 'primary', label: null, credentials: { apiKey: 'canary' }, settings: {} } as const
    const { id } = await createConnection(ours.shop, actor, link)
    await createConnection(theirs.shop, actor, link)
    const body = await (await readChoices()).json()
    expect(body).toEqual({
      segments: ['mariées'],
      tags: [{ name: 'robe', customers: 1 }],
      systems: [{ id, label: expect.any(String) }],
      languages: ['nl'],
      own: ['taille'],
    })
    expect(JSON.stringify(body)).not.toContain('canary')
  })
})

it('a page of the list with its count and what stands around it is two statements, whatever its columns, filters and lines', async () => {
  for (const firstName of ['A', 'B', 'C']) await createCustomer(ours, { firstName })
  const context = await requireContext()
  const query = vi.spyOn(pg.Client.prototype, 'query')
  try {
    for (const params of [
      {},
      { size: '200', columns: 'consents,average,lastOrder,created' },
      { where: ['lastOrder:quiet:90', 'consent.sms:notIn:granted', 'tag:none:robe,soie', 'system:empty'], sort: 'updated' },
    ]) {
      query.mockClear()
      const [page] = await Promise.all([readList(context, parseListState(params), 'fr'), listFrame(context)])
      expect(page).toMatchObject({ kind: 'page', total: { count: 3 } })
      // That the session was seen is noted aside, by Prisma, whose statements are objects.
      const asked = query.mock.calls
        .flatMap(([text]) => (typeof text === 'string' ? [text] : []))
        .filter((text) => !/^(begin|commit)/.test(text))
      expect(asked).toHaveLength(2)
    }
  } finally {
    query.mockRestore()
  }
})

it('nobody reads without signing in', async () => {
  const { id } = await createCustomer(ours, { firstName: 'Zoé' })
  request.cookies = new Map()
  await expect(peek(id)).rejects.toThrow('NEXT_REDIRECT')
  await expect(readChoices()).rejects.toThrow('NEXT_REDIRECT')
})
