// Live events: the shop's own, at once, after a lost connection too; the stream ends with the session.
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { createTenant } from '@/lib/db/account-repo'
import { createCustomerStore } from '@/lib/db/customer-store'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { type LiveEvent, subscribeLive } from './live'
import { liveBody } from './live-stream'

const actor: Actor = { kind: 'system', id: null, name: 'test' }
let app: TestApp
let shop: Shop
let other: Shop
const ends: (() => void)[] = []

beforeAll(async () => {
  app = await startTestApp()
  shop = await createTenant({ slug: 'one', name: 'One' })
  other = await createTenant({ slug: 'two', name: 'Two' })
})
afterEach(() => ends.splice(0).forEach((end) => end()))
afterAll(() => app.stop())

const change = (of: Shop) =>
  createCustomer({ shop: of, actor, store: createCustomerStore(of, actor), clock: () => new Date() }, { firstName: 'Claire' })

async function until(look: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + 10_000; !look();) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** A subscriber that is listening by the time this returns. */
async function subscribed(of: Shop): Promise<LiveEvent[]> {
  const events: LiveEvent[] = []
  ends.push(subscribeLive(of.id, (event) => events.push(event)))
  await until(() => events.length > 0, 'the connection')
  return events
}

describe('live events', () => {
  it('reach a page that comes right after one that went away at once', async () => {
    subscribeLive(shop.id, () => undefined)()
    await subscribed(shop)
  })

  it('come from the shop’s own changes, after their commit, and from no other shop’s', async () => {
    const mine = await subscribed(shop)
    const theirs: LiveEvent[] = []
    ends.push(subscribeLive(other.id, (event) => theirs.push(event)))
    const { id } = await change(shop)
    await until(() => mine.some((event) => event.kind === 'customer'), 'the event')
    expect(mine).toContainEqual({ kind: 'customer', customerId: id })
    await createCustomerStore(shop, actor)
      .write(async (tx) => {
        await tx.announce({ kind: 'note', customerId: 'rolled-back' })
        throw new Error('rolled back')
      })
      .catch(() => undefined)
    const { id: foreign } = await change(other)
    await until(() => theirs.length > 0, 'the other shop’s event')
    expect(theirs).toEqual([{ kind: 'customer', customerId: foreign }])
    expect(JSON.stringify(mine)).not.toMatch(new RegExp(`rolled-back|${foreign}`))
  })

  it('say that something was missed when the connection was lost, and go on', async () => {
    const events = await subscribed(shop)
    const owner = new pg.Client({ connectionString: app.database.appUrl })
    await owner.connect()
    const { rowCount } = await owner.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'coccinelle-live' and datname = current_database()`,
    )
    await owner.end()
    expect(rowCount).toBe(1)
    await until(() => events.filter((event) => event.kind === 'missed').length === 2, 'the connection to come back')
    const { id } = await change(shop)
    await until(() => events.some((event) => 'customerId' in event && event.customerId === id), 'the event after it')
  })

  it('need one connection for many subscribers, and none without', async () => {
    await subscribed(shop)
    for (let i = 0; i < 20; i++) ends.push(subscribeLive(shop.id, () => undefined))
    const client = new pg.Client({ connectionString: app.database.appUrl })
    await client.connect()
    const open = async () =>
      Number(
        (
          await client.query<{ n: string }>(
            `select count(*) as n from pg_stat_activity where application_name = 'coccinelle-live' and datname = current_database()`,
          )
        ).rows[0]!.n,
      )
    expect(await open()).toBe(1)
    ends.splice(0).forEach((end) => end())
    for (const limit = Date.now() + 5_000; (await open()) > 0;) expect(Date.now()).toBeLessThan(limit)
    await client.end()
  })
})

describe('the stream', () => {
  async function read(
    stream: ReadableStream<Uint8Array>,
    enough: (text: string) => boolean,
  ): Promise<{ text: string; ended: boolean }> {
    const reader = stream.getReader()
    let text = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { text, ended: true }
      text += new TextDecoder().decode(value)
      if (enough(text)) {
        await reader.cancel()
        return { text, ended: false }
      }
    }
  }
  const options = () => ({
    tenantId: shop.id,
    since: Number.NaN,
    beat: 30,
    signal: new AbortController().signal,
    stillSignedIn: async () => true,
  })

  it('carries events and signs of life', async () => {
    await subscribed(shop)
    const reading = read(liveBody(options()), (text) => text.includes('"kind":"customer"') && text.includes(': still here'))
    const { id } = await change(shop)
    expect((await reading).text).toContain(`data: {"customerId":"${id}","kind":"customer"}\n\n`)
  })

  it('ends when the session does', async () => {
    await subscribed(shop)
    let signedIn = true
    const reading = read(liveBody({ ...options(), stillSignedIn: async () => signedIn }), () => false)
    await new Promise((resolve) => setTimeout(resolve, 100))
    signedIn = false
    expect((await reading).ended).toBe(true)
  })

  it('ends when the browser goes, and stays while the session cannot be looked up', async () => {
    await subscribed(shop)
    const gone = new AbortController()
    const reading = read(
      liveBody({ ...options(), signal: gone.signal, stillSignedIn: () => Promise.reject(new Error('database away')) }),
      () => false,
    )
    await new Promise((resolve) => setTimeout(resolve, 150))
    gone.abort()
    const { text, ended } = await reading
    expect(ended).toBe(true)
    expect(text.match(/still here/g)!.length).toBeGreaterThan(1)
  })

  it('says that something was missed since the page was made, only then', async () => {
    await subscribed(shop)
    await change(shop)
    expect(
      (await read(liveBody({ ...options(), since: Date.now() - 60_000 }), (text) => text.includes('missed'))).text,
    ).toContain('missed')
    expect(
      (await read(liveBody({ ...options(), since: Date.now() + 60_000 }), (text) => text.split('still here').length > 3)).text,
    ).not.toContain('missed')
  })
})
