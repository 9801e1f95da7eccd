// What the REST API answers: the promised data, and refusals that help and tell nothing of the inside.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { database } from '@/lib/db/client'
import { type ApiCall, callById, createTestShop, type TestShop } from '@/lib/test/api-world'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import * as customers from '@/lib/db/customer-store'
import { CrmError } from '@/lib/shared/errors'

let app: TestApp
let own: TestShop
let id: string

beforeAll(async () => {
  app = await startTestApp()
  own = await createTestShop()
  id = (await own.customer()).id
})
afterAll(() => app.stop())

const call = (operation: string, rest: ApiCall = {}): Promise<Response> =>
  callById(operation, { key: own.key, path: { id }, ...rest })

describe('refusals', () => {
  it.each([
    [undefined, 'fr', 'Ce n’est pas un numéro de téléphone'],
    ['en-GB,en;q=0.9,fr;q=0.5', 'en', 'Not a phone number'],
    ['de', 'fr', 'Ce n’est pas un numéro de téléphone'],
  ])('Accept-Language %s reads %s', async (language, locale, text) => {
    const headers = language === undefined ? {} : { 'accept-language': language }
    const answer = await call('createCustomer', { body: { phone: 'abc' }, headers })
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
    expect(answer.headers.get('content-language')).toBe(locale)
    const problem = (await answer.json()) as Record<string, unknown>
    expect(problem).toMatchObject({
      type: 'urn:coccinelle:problem:invalid',
      status: 422,
      code: 'invalid',
      errors: [{ field: 'phone', code: 'phone' }],
    })
    expect(JSON.stringify(problem)).toContain(text)
  })

  it('name every wrong field at once', async () => {
    const answer = await call('createCustomer', {
      body: { firstName: 5, language: '??', tags: [''], preferredChannel: 'pigeon', surprise: 1 },
    })
    const { errors } = (await answer.json()) as { errors: { field: string; code: string; detail: string }[] }
    expect(errors.map(({ field, code }) => `${field}:${code}`).sort()).toEqual(
      ['firstName:type', 'language:language', 'preferredChannel:choice', 'surprise:unknown', 'tags.0:required'].sort(),
    )
    for (const { detail } of errors) expect(detail).toMatch(/\S \S/)
  })

  it('a taken phone or e-mail names who has it', async () => {
    const existing = await own.customer({ firstName: 'A', phone: '06 39 98 12 77', email: 'prise@example.fr' })
    for (const [body, reason] of [
      [{ firstName: 'B', phone: '+33 6 39 98 12 77' }, 'duplicate_phone'],
      [{ firstName: 'B', email: 'PRISE@example.fr' }, 'duplicate_email'],
    ] as const) {
      const answer = await call('createCustomer', { body })
      expect(await answer.json()).toMatchObject({ status: 409, code: 'conflict', reason, existingId: existing.id })
    }
  })

  const malformed: [string, BodyInit, Record<string, string>, number, string][] = [
    ['no JSON', '{"firstName": ', {}, 400, 'body_malformed'],
    ['nothing', '', {}, 400, 'body_malformed'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), {}, 400, 'body_malformed'],
    ['a form', 'firstName=A', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'content_type'],
    ['plain text', '{}', { 'content-type': 'text/plain' }, 415, 'content_type'],
    ['another charset', '{}', { 'content-type': 'application/json; charset=latin1' }, 415, 'content_type'],
    ['too much', JSON.stringify({ firstName: 'x'.repeat(300_000) }), {}, 413, 'body_too_large'],
    ['too much, said so', '{}', { 'content-length': '999999' }, 413, 'body_too_large'],
    ['a list', '[]', {}, 422, 'invalid'],
    ['null', 'null', {}, 422, 'invalid'],
    ['a NUL', '{"firstName":"a\\u0000b"}', {}, 422, 'invalid'],
    ['half a character', '{"metadata":{"a":"\\ud800"}}', {}, 422, 'invalid'],
    ['a NUL in a key', '{"firstName":"x","metadata":{"a\\u0000":1}}', {}, 422, 'invalid'],
    ['deep nesting', `{"firstName":"x","metadata":{"a":${'['.repeat(5000)}${']'.repeat(5000)}}}`, {}, 422, 'invalid'],
    ['the deepest nesting', '['.repeat(120_000) + ']'.repeat(120_000), {}, 422, 'invalid'],
  ]
  it.each(malformed)('%s', async (_name, raw, headers, status, reason) => {
    const answer = await call('createCustomer', { raw, headers })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ status, reason })
  })

  it('stops reading a body that never ends', async () => {
    let sent = 0
    const raw = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 64 * 1024
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20))
      },
    })
    expect((await call('createCustomer', { raw })).status).toBe(413)
    expect(sent).toBeLessThan(1_000_000)
  })

  it.each([
    ['?limit=0', 'limit'],
    ['?limit=201', 'limit'],
    ['?limit=abc', 'limit'],
    ['?sort=colour', 'sort'],
    ['?cursor=!!', 'cursor'],
    ['?cursor=eyJhIjoxfQ', 'cursor'],
    ['?unheard=1', 'unheard'],
    ['?email=a&email=b', 'email'],
    ['?query=%00', 'query'],
  ])('GET /customers%s → 400 naming %s', async (query, field) => {
    const answer = await call('listCustomers', { query })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'invalid', errors: [{ field }] })
  })

  it.each(['..', '%', 'a\0b', '‮', 'x'.repeat(201), "'; drop table", 'ÿ'])(
    'an id such as %j is not found or malformed, never a failure',
    async (odd) => {
      const answer = await call('getCustomer', { path: { id: odd } })
      expect([400, 404]).toContain(answer.status)
    },
  )

  it.each([['0000-01-01T00:00:00Z'], ['9999-12-31T23:59:59Z'], ['2026-02-30'], ['yesterday'], [5], [null], [{}]])(
    'an order placed at %j never breaks',
    async (placedAt) => {
      const answer = await call('recordOrder', {
        body: { externalId: randomUUID(), total: { amount: 1, currency: 'EUR' }, placedAt },
      })
      expect([201, 422]).toContain(answer.status)
    },
  )

  it.each([1.5, -1, 2 ** 53, '12', null, 1e308])('an amount of %j is refused', async (amount) => {
    const answer = await call('recordOrder', {
      body: { externalId: randomUUID(), total: { amount, currency: 'EUR' }, placedAt: '2026-01-02' },
    })
    expect(answer.status).toBe(422)
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'total.amount' }] })
  })

  it('say nothing of what broke inside', async () => {
    const broken = vi.spyOn(customers, 'createCustomerStore').mockImplementation(() => {
      throw new Error('select secret from "Customer" where password = 1')
    })
    const answer = await call('getCustomer')
    broken.mockRestore()
    const text = await answer.text()
    expect(answer.status).toBe(500)
    expect(text).not.toMatch(/select|Customer|password|\.ts|at /)
    expect(JSON.parse(text)).toMatchObject({ code: 'unexpected', status: 500 })
  })

  it('tell when to come back while the database is away', async () => {
    const away = vi.spyOn(database().pool, 'connect').mockImplementation(() => {
      throw new CrmError('unavailable', 'x', { reason: 'database_unavailable', retryAfter: 5 })
    })
    const answer = await call('getCustomer')
    away.mockRestore()
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
  })

  it('keep a caller’s request id, unless it is odd', async () => {
    expect((await call('getCustomer', { headers: { 'x-request-id': 'till-7_42' } })).headers.get('x-request-id')).toBe(
      'till-7_42',
    )
    expect((await call('getCustomer', { headers: { 'x-request-id': 'a b' } })).headers.get('x-request-id')).toMatch(
      /^[\da-f-]{36}$/,
    )
  })
})

describe('data', () => {
  it('a customer has exactly the promised fields, dates in ISO', async () => {
    const answer = await call('createCustomer', {
      body: { firstName: ' Inès ', phone: '06 39 98 45 67', tags: ['VIP'], metadata: { shoe: 38, seen: null } },
    })
    const customer = (await answer.json()) as Record<string, unknown>
    const fields =
      'averageOrderValue createdAt email firstName handles id language lastName lastOrderAt links metadata phone preferredChannel segment tags totalOrders totalSpent updatedAt version'
    expect(Object.keys(customer).sort()).toEqual(fields.split(' '))
    expect(customer).toMatchObject({
      firstName: 'Inès',
      lastName: null,
      phone: '+33639984567',
      tags: ['VIP'],
      totalOrders: 0,
      totalSpent: null,
      version: 1,
    })
    expect(customer.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    expect(answer.headers.get('location')).toBe(`/api/v1/customers/${customer.id as string}`)
  })

  it('an order told twice is one order: 201, then 200', async () => {
    const path = { id: (await own.customer()).id }
    const body = { externalId: randomUUID(), total: { amount: 8950, currency: 'EUR' }, placedAt: '2026-03-14T10:30:00+01:00' }
    const answers = [
      await call('recordOrder', { path, body }),
      await call('recordOrder', { path, body: { ...body, status: 'refunded', refunded: { amount: 950, currency: 'EUR' } } }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([201, 200])
    const { data } = (await (await call('listOrders', { path })).json()) as { data: unknown[] }
    expect(data).toMatchObject([
      {
        externalId: body.externalId,
        status: 'refunded',
        total: { amount: 8950, currency: 'EUR' },
        placedAt: '2026-03-14T09:30:00.000Z',
      },
    ])
    expect(await (await call('getStats', { path })).json()).toMatchObject({
      totalOrders: 1,
      totalSpent: { amount: 8000, currency: 'EUR' },
    })
  })

  it('pages through everything once', async () => {
    const shop = await createTestShop()
    const made = new Set<string>()
    for (let i = 0; i < 7; i++) made.add((await shop.customer({ firstName: `N${i}` })).id)
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await callById('listCustomers', {
        key: shop.key,
        query: `?limit=3${cursor === '' ? '' : `&cursor=${cursor}`}`,
      })
      const page = (await answer.json()) as { data: { id: string }[]; nextCursor: string | null }
      seen.push(...page.data.map((customer) => customer.id))
      cursor = page.nextCursor
    }
    expect(seen).toHaveLength(7)
    expect(new Set(seen)).toEqual(made)
  })

  it('finds by every filter', async () => {
    const shop = await createTestShop()
    const wanted = await shop.customer({
      firstName: 'Hélène',
      lastName: 'Dupont',
      phone: '06 39 98 54 32',
      email: 'h.dupont@example.fr',
      tags: ['Fidèle', 'vip'],
      segment: 'vip',
    })
    await shop.customer({ firstName: 'Autre', tags: ['vip'] })
    for (const query of [
      '?query=helene',
      '?query=Dupond',
      '?query=5432',
      '?phone=0639985432',
      '?phone=%2B33639985432',
      '?email=H.Dupont@Example.fr',
      '?tag=fidele',
      '?tag=fidele&tag=VIP',
      '?segment=vip&query=dup',
    ]) {
      const { data } = (await (await callById('listCustomers', { key: shop.key, query })).json()) as { data: { id: string }[] }
      expect(
        data.map((customer) => customer.id),
        query,
      ).toEqual([wanted.id])
    }
  })

  it('tags come and go, also one by its name in the address', async () => {
    const path = { id: (await own.customer({ firstName: 'T', tags: ['premier contact'] })).id }
    expect(await (await call('addTags', { path, body: { tags: ['VIP', 'été/hiver'] } })).json()).toMatchObject({
      tags: expect.arrayContaining(['VIP']),
    })
    await call('removeTag', { path: { ...path, name: 'été/hiver' } })
    await call('removeTag', { path: { ...path, name: 'premier contact' } })
    expect(await (await call('listTags', { path })).json()).toEqual({ data: ['VIP'], nextCursor: null })
  })
})
