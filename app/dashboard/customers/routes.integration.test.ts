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
import { GET as readHistory } from './[id]/notes/[noteId]/route'
import { GET as readTimeline } from './[id]/timeline/route'
import { GET as readChoices } from './filter-choices/route'
import { GET as readPeek } from './peek/route'
import { GET as readWhy } from './why/route'

const request = { headers: new Headers(), cookies: new Map<string, string>() }
vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
  }),
}))
vi.mock('next-intl/server', async () => {
  const { createTranslator } = await import('next-intl')
  const messages = await import('@/messages/fr')
  return {
    getLocale: async () => 'fr',
    getTranslations: async (namespace: 'timeline' | 'customers') => createTranslator({ locale: 'fr', messages, namespace }),
  }
})

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

const why = (id: string) => readWhy(new Request(`http://x.example/dashboard/customers/why?id=${encodeURIComponent(id)}`))

describe('why', () => {
  it('tells the ladder with what the customer has, to whoever may read', async () => {
    const { id } = await createCustomer(ours, { firstName: 'Zoé', segment: 'vip' })
    const answer = await why(id)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(await answer.json()).toMatchObject({
      segment: 'VIP',
      fixed: { by: 'test' },
      levels: [
        {
          id: 'vip',
          why: {
            holds: false,
            parts: [{ text: 'Total d’au moins 1\u202f000\u00a0€' }, { text: 'Achat dans les 365 derniers jours', value: null }],
          },
        },
        { id: 'active', why: { holds: false } },
        {
          id: 'prospect',
          why: {
            holds: true,
            parts: [
              { value: '0', holds: true },
              { match: 'any', holds: true },
            ],
          },
        },
      ],
      groups: [],
    })
  })

  it('of another shop’s, an archived or an unknown customer is the same nothing', async () => {
    const foreign = await createCustomer(theirs, { firstName: 'Canari' })
    const archived = await createCustomer(ours, { firstName: 'Partie' })
    await deleteCustomer(ours, archived.id)
    for (const id of [foreign.id, archived.id, missing, '', "' or true --", '\u0000']) {
      const answer = await why(id)
      expect([answer.status, await answer.text()]).toEqual([404, 'null'])
    }
  })
})

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
      groups: [],
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

const timeline = (id: string, query = '') =>
  readTimeline(new Request(`http://x.example/dashboard/customers/${id}/timeline${query}`), { params: Promise.resolve({ id }) })
const history = (id: string, noteId: string) =>
  readHistory(new Request('http://x.example/'), { params: Promise.resolve({ id, noteId }) })

describe('the Fil’s further pages', () => {
  it('are of the kinds and words of the address, by the names that the reader knows too', async () => {
    const { id } = await createCustomer(ours, { firstName: 'Zoé' })
    await addNote(ours, id, 'Préfère le velours')
    await recordOrder(ours, id, { externalId: 'T-9', total: { amount: 100, currency: 'EUR' }, placedAt: '2026-03-01T10:00:00Z' })
    const titles = async (query: string) => {
      const answer = await timeline(id, query)
      expect(answer.headers.get('cache-control')).toBe('private, no-store')
      return ((await answer.json()) as { lines: { title: string }[] }).lines.map(({ title }) => title)
    }
    expect(await titles('')).toEqual(['Note', 'Fiche créée', 'Achat'])
    expect(await titles('?kinds=orders,notes')).toEqual(['Note', 'Achat'])
    expect(await titles('?find=VELOURS')).toEqual(['Note'])
    expect(await titles('?find=achat')).toEqual(['Achat'])
    expect(await titles('?find=achat%20velours')).toEqual([])
    expect(await titles('?kinds=orders&find=velours')).toEqual([])
    expect(await titles('?kinds=x,%27&find=%00')).toHaveLength(3)
    expect((await timeline(id, '?cursor=bruit')).status).toBe(400)
  })

  it('and a note’s history: another shop’s or an unknown customer is the same nothing', async () => {
    const foreign = await createCustomer(theirs, { firstName: 'Canari' })
    const { id: foreignNote } = await addNote(theirs, foreign.id, 'canari')
    const { id } = await createCustomer(ours, { firstName: 'Zoé' })
    const { id: noteId } = await addNote(ours, id, 'la nôtre')
    const nothing = [404, 'null']
    for (const one of [foreign.id, missing, "' or true --"]) {
      const answer = await timeline(one)
      expect([answer.status, await answer.text()]).toEqual(nothing)
    }
    for (const [customerId, note] of [
      [foreign.id, foreignNote],
      [id, foreignNote],
      [foreign.id, noteId],
      [id, missing],
    ] as const) {
      const answer = await history(customerId, note)
      expect([answer.status, await answer.text()]).toEqual(nothing)
    }
    expect(await (await history(id, noteId)).json()).toMatchObject([{ version: 1, content: 'la nôtre', by: 'test' }])
  })

  it('one page is one statement for its lines, however many events there are', async () => {
    const { id } = await createCustomer(ours, { firstName: 'Zoé' })
    for (let n = 0; n < 5; n++) await addNote(ours, id, `Note ${n}`)
    const query = vi.spyOn(pg.Client.prototype, 'query')
    try {
      for (const asked of ['', '?kinds=notes', '?find=note&kinds=notes,orders']) {
        query.mockClear()
        expect((await timeline(id, asked)).status).toBe(200)
        const texts = query.mock.calls.flatMap(([text]) => (typeof text === 'string' ? [text] : []))
        expect(texts.filter((text) => text.includes('"CustomerActivity"'))).toHaveLength(1)
        // Who asks, whether the customer is there, and the lines.
        expect(texts.filter((text) => !/^(begin|commit)/.test(text))).toHaveLength(3)
      }
    } finally {
      query.mockRestore()
    }
  })
})

it('nobody reads without signing in', async () => {
  const { id } = await createCustomer(ours, { firstName: 'Zoé' })
  request.cookies = new Map()
  await expect(peek(id)).rejects.toThrow('NEXT_REDIRECT')
  await expect(why(id)).rejects.toThrow('NEXT_REDIRECT')
  await expect(readChoices()).rejects.toThrow('NEXT_REDIRECT')
  await expect(timeline(id)).rejects.toThrow('NEXT_REDIRECT')
  await expect(history(id, missing)).rejects.toThrow('NEXT_REDIRECT')
})
