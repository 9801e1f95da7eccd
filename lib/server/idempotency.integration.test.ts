// One effect per Idempotency-Key whatever happens, and ETags that tell the truth.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiCall, callById, createTestShop, type TestShop } from '@/lib/test/api-world'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { answerOnce } from '@/lib/db/idempotent-store'

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
const once = (key: string) => ({ headers: { 'idempotency-key': key } })
const noteTexts = async () => (await own.useCase.store.notes(id, { cursor: null, limit: 200 })).data.map(({ content }) => content)

function signal(): { given: Promise<void>; give: () => void } {
  let give = () => {}
  const given = new Promise<void>((resolve) => (give = resolve))
  return { given, give: () => give() }
}

describe('Idempotency-Key', () => {
  it('gives the first answer again, to the byte, without a second effect', async () => {
    const key = randomUUID()
    const body = { firstName: 'Zoé', lastName: 'Unique' }
    const [first, second] = [
      await call('createCustomer', { body, ...once(key) }),
      await call('createCustomer', { body, ...once(key) }),
    ]
    expect([first.status, second.status]).toEqual([201, 201])
    expect(await second.text()).toBe(await first.text())
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
    expect(second.headers.get('location')).toBe(first.headers.get('location'))
    expect([first, second].map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true'])
    const { data } = (await (await call('listCustomers', { query: '?query=zoe%20unique' })).json()) as { data: unknown[] }
    expect(data).toHaveLength(1)
  })

  it('has one effect for 20 calls at once', async () => {
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call('addNote', { body: { content: `parallèle ${key}` }, ...once(key) })),
    )
    expect(answers.filter(({ status }) => status !== 201 && status !== 409)).toEqual([])
    const bodies = await Promise.all(answers.filter(({ status }) => status === 201).map((answer) => answer.text()))
    expect(new Set(bodies).size).toBe(1)
    expect((await noteTexts()).filter((text) => text.includes(key))).toHaveLength(1)
  })

  it.each(['addNote', 'logActivity', 'recordOrder', 'addTags', 'mergeCustomers', 'undoMerge'])(
    'works for %s',
    async (operation) => {
      const key = randomUUID()
      const duplicate = await own.customer()
      const merge = async () =>
        ((await (await call('mergeCustomers', { body: { duplicateId: duplicate.id } })).json()) as { mergeId: string }).mergeId
      const bodies: Record<string, ApiCall> = {
        addNote: { body: { content: key } },
        logActivity: { body: { type: 'call', channel: 'phone', description: key } },
        recordOrder: { body: { externalId: key, total: { amount: 100, currency: 'EUR' }, placedAt: '2026-01-02T03:04:05Z' } },
        addTags: { body: { tags: [key] } },
        mergeCustomers: { body: { duplicateId: duplicate.id } },
        undoMerge: operation === 'undoMerge' ? { path: { mergeId: await merge() } } : {},
      }
      const first = await call(operation, { ...bodies[operation], ...once(key) })
      const second = await call(operation, { ...bodies[operation], ...once(key) })
      expect(first.ok, await first.clone().text()).toBe(true)
      expect(second.status).toBe(first.status)
      expect(await second.text()).toBe(await first.text())
    },
  )

  it('refuses the same key for another body, path or caller’s call', async () => {
    const key = randomUUID()
    await call('addNote', { body: { content: 'une' }, ...once(key) })
    for (const other of [
      await call('addNote', { body: { content: 'autre' }, ...once(key) }),
      await call('addTags', { body: { tags: ['une'] }, ...once(key) }),
      await call('addNote', { path: { id: (await own.customer()).id }, body: { content: 'une' }, ...once(key) }),
    ]) {
      expect(other.status).toBe(409)
      expect(await other.json()).toMatchObject({ reason: 'idempotency_key_reused' })
    }
  })

  it('keeps the keys of two callers apart', async () => {
    const key = randomUUID()
    const second = await own.keyWith(['customers:write'])
    await call('addNote', { body: { content: `a ${key}` }, ...once(key) })
    const answer = await call('addNote', { key: second.key, body: { content: `b ${key}` }, ...once(key) })
    expect(answer.status).toBe(201)
  })

  it('frees the key when the call is refused', async () => {
    const [key, phone] = [randomUUID(), '+33639981201']
    const taken = await own.customer({ firstName: 'Premier', phone })
    const body = { firstName: 'Second', phone }
    const refused = await call('createCustomer', { body, ...once(key) })
    expect(await refused.json()).toMatchObject({ status: 409, reason: 'duplicate_phone', existingId: taken.id })
    await call('deleteCustomer', { path: { id: taken.id } })
    expect((await call('createCustomer', { body, ...once(key) })).status).toBe(201)
  })

  it('leaves nothing behind when the process dies half-way', async () => {
    const key = randomUUID()
    const request = { key, requestHash: 'h' }
    const crash = answerOnce(own.shop, own.useCase.actor, request, async (store) => {
      await store.write((tx) => tx.insertNote(id, `avant la panne ${key}`, 'x', new Date()))
      throw new Error('the power went')
    })
    await expect(crash).rejects.toThrow('the power went')
    expect((await noteTexts()).some((text) => text.includes(key))).toBe(false)
    const answer = { status: 201, body: '{}', headers: {} }
    expect(await answerOnce(own.shop, own.useCase.actor, request, async () => answer)).toEqual({ answer, replayed: false })
  })

  it('says when the first call is still running', async () => {
    const request = { key: randomUUID(), requestHash: 'h' }
    const [gate, started] = [signal(), signal()]
    const answer = { status: 201, body: '{"n":1}', headers: {} }
    const first = answerOnce(own.shop, own.useCase.actor, request, async () => {
      started.give()
      await gate.given
      return answer
    })
    await started.given
    const second: unknown = await answerOnce(own.shop, own.useCase.actor, request, async () => answer).catch(
      (error: unknown) => error,
    )
    expect(second).toMatchObject({ code: 'conflict', reason: 'request_in_progress', retryAfter: 1 })
    gate.give()
    await first
    expect(await answerOnce(own.shop, own.useCase.actor, request, async () => answer)).toMatchObject({ replayed: true })
  })

  it.each(['', ' ', 'é', 'x'.repeat(256)])('refuses %j as a key', async (key) => {
    const answer = await call('addNote', { body: { content: 'x' }, headers: { 'idempotency-key': key.replace('é', 'Ã©') } })
    expect(answer.status).toBe(400)
  })
})

describe('ETag', () => {
  it('is the same on create, read and change, and changes with the customer', async () => {
    const made = await call('createCustomer', { body: { firstName: 'Étiquette' } })
    const { id: made1 } = (await made.json()) as { id: string }
    const read = await call('getCustomer', { path: { id: made1 } })
    expect(read.headers.get('etag')).toBe(made.headers.get('etag'))
    const changed = await call('updateCustomer', {
      path: { id: made1 },
      body: { segment: 'vip' },
      headers: { 'if-match': read.headers.get('etag')! },
    })
    expect(changed.status).toBe(200)
    expect(changed.headers.get('etag')).not.toBe(read.headers.get('etag'))
    expect((await call('getCustomer', { path: { id: made1 } })).headers.get('etag')).toBe(changed.headers.get('etag'))
  })

  it('answers 304 to one who has it, and not after an order', async () => {
    const customer = await own.customer()
    const path = { id: customer.id }
    const etag = (await call('getCustomer', { path })).headers.get('etag')!
    for (const header of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const answer = await call('getCustomer', { path, headers: { 'if-none-match': header } })
      expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([304, '', etag])
    }
    await call('recordOrder', {
      path,
      body: { externalId: randomUUID(), total: { amount: 5, currency: 'EUR' }, placedAt: '2026-01-02' },
    })
    expect((await call('getCustomer', { path, headers: { 'if-none-match': etag } })).status).toBe(200)
  })

  it('If-Match refuses a stale change and says the current version', async () => {
    const path = { id: (await own.customer()).id }
    const stale = (await call('getCustomer', { path })).headers.get('etag')!
    await call('updateCustomer', { path, body: { segment: 'vip' } })
    for (const operation of ['updateCustomer', 'deleteCustomer']) {
      const answer = await call(operation, {
        path,
        ...(operation === 'updateCustomer' ? { body: { segment: 'standard' } } : {}),
        headers: { 'if-match': stale },
      })
      expect(answer.status).toBe(412)
      expect(await answer.json()).toMatchObject({ code: 'conflict', reason: 'stale_version', currentVersion: 2 })
    }
    expect(((await (await call('getCustomer', { path })).json()) as { segment: string }).segment).toBe('vip')
  })

  it('an order since is nobody’s edit: If-Match still holds', async () => {
    const path = { id: (await own.customer()).id }
    const etag = (await call('getCustomer', { path })).headers.get('etag')!
    await call('recordOrder', {
      path,
      body: { externalId: randomUUID(), total: { amount: 5, currency: 'EUR' }, placedAt: '2026-01-02' },
    })
    expect((await call('updateCustomer', { path, body: { segment: 'vip' }, headers: { 'if-match': etag } })).status).toBe(200)
  })

  it.each([
    ['"1"', 200],
    ['*', 200],
    ['"2"', 412],
    ['"nonsense"', 412],
    ['W/"1"', 412],
    ['1', 400],
    ['"1", "2"', 400],
  ])('If-Match: %s on version 1 → %i', async (header, status) => {
    const path = { id: (await own.customer()).id }
    expect((await call('updateCustomer', { path, body: { segment: 'vip' }, headers: { 'if-match': header } })).status).toBe(
      status,
    )
  })
})
