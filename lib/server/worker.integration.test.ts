// The worker process: killed in the middle of a job, stopped in the middle of a job, jobs that fail, deliveries without a job.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { createTenant } from '@/lib/db/account-repo'
import { createChannel } from '@/lib/db/channel-repo'
import { openJobQueue } from '@/lib/db/job-queue'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { receiveDelivery } from './receive-delivery'
import { runWorker } from './run-worker'
import { sweepQueueJob } from './sweep-queue-job'
import { sendTestMessage } from './test-message'

const root = path.resolve(import.meta.dirname, '../..')
const actor: Actor = { kind: 'system', id: null, name: 'test' }
let app: TestApp
let owner: pg.Client
let queue: pg.Client
let shop: Shop
let channelId: string
const children = new Set<ChildProcess>()

beforeAll(async () => {
  app = await startTestApp()
  owner = new pg.Client({ connectionString: app.database.ownerUrl })
  queue = new pg.Client({ connectionString: app.database.workerUrl })
  await Promise.all([owner.connect(), queue.connect()])
  shop = await createTenant({ slug: 'shop', name: 'Boutique' })
  channelId = (await createChannel(shop, actor, { type: 'twilio-sms', name: 'SMS', secret: 'token-of-the-shop' })).id
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children.clear()
})
afterAll(async () => {
  await Promise.all([owner.end(), queue.end()])
  await app.stop()
})

/** A real worker process, as `npm run worker` starts it. */
function startWorkerProcess(): ChildProcess {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'lib/server/worker.ts'], {
    cwd: root,
    stdio: 'ignore',
  })
  children.add(child)
  return child
}

async function until<T>(what: string, look: () => Promise<T | undefined | false | null>, within = 15_000): Promise<T> {
  for (const end = Date.now() + within; ;) {
    const seen = await look()
    if (seen) return seen
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

const lockedJob = async () =>
  (await queue.query<{ locked_by: string }>('select locked_by from graphile_worker.jobs where locked_by is not null')).rows[0]
const jobsLeft = async () =>
  Number(
    (await queue.query<{ n: string }>(`select count(*) as n from graphile_worker.jobs where task_identifier = 'receive-message'`))
      .rows[0]!.n,
  )
const activities = async (text: string) =>
  Number((await asTenant(`select count(*) as n from "CustomerActivity" where description = $1`, [text]))[0]!.n)

/** The owner is bound by row-level security as well: it has no policy, so the app's role is taken on. */
async function asTenant(text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: app.database.appUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(`select set_config('app.tenant_id', $1, true)`, [shop.id])
    const { rows } = await client.query<Record<string, unknown>>(text, values)
    await client.query('commit')
    return rows
  } finally {
    await client.end()
  }
}

/** Holds every job at its first write of a customer or a message, until released: the middle of a job. */
async function holdJobs(): Promise<() => Promise<void>> {
  const blocker = new pg.Client({ connectionString: app.database.ownerUrl })
  await blocker.connect()
  await blocker.query('begin; lock table "Message" in exclusive mode')
  return async () => {
    await blocker.query('commit')
    await blocker.end()
  }
}

describe('a worker process', () => {
  it('killed in mid-job leaves its job to the next worker at once, not after hours', { timeout: 60_000 }, async () => {
    const first = startWorkerProcess()
    const release = await holdJobs()
    await sendTestMessage(shop, channelId, { from: '+33639980001', text: 'killed' })
    const { locked_by: dead } = await until('the first worker has the job', lockedJob)
    first.kill('SIGKILL')
    await once(first, 'exit')
    await release()
    expect((await lockedJob())?.locked_by).toBe(dead)
    startWorkerProcess()
    await until('the job ran', async () => (await jobsLeft()) === 0)
    expect(await activities('killed')).toBe(1)
  })

  it('leaves the job of a living worker alone', { timeout: 60_000 }, async () => {
    startWorkerProcess()
    const release = await holdJobs()
    await sendTestMessage(shop, channelId, { from: '+33639980002', text: 'living' })
    const { locked_by: living } = await until('the worker has the job', lockedJob)
    const other = openJobQueue(app.database.workerUrl, 2)
    expect(await other.recoverDead()).toEqual([])
    await other.close()
    expect((await lockedJob())?.locked_by).toBe(living)
    await release()
    await until('the job ran', async () => (await jobsLeft()) === 0)
    expect(await activities('living')).toBe(1)
  })

  it('told to stop finishes its running job and ends with 0', { timeout: 60_000 }, async () => {
    const worker = startWorkerProcess()
    const release = await holdJobs()
    await sendTestMessage(shop, channelId, { from: '+33639980003', text: 'stopped' })
    await until('the worker has the job', lockedJob)
    const ended = once(worker, 'exit')
    worker.kill('SIGTERM')
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(worker.exitCode).toBeNull()
    await release()
    expect(await ended).toEqual([0, null])
    expect(await jobsLeft()).toBe(0)
    expect(await activities('stopped')).toBe(1)
  })
})

describe('jobs', () => {
  it('that fail keep the reason, stay queued, and do not stop the others', async () => {
    const { id } = await createChannel(shop, actor, { type: 'twilio-sms', name: 'Broken', secret: 'token-of-the-shop' })
    await sendTestMessage(shop, id, { from: '+33639980004', text: 'poison' })
    // The channel's format changed after the delivery was stored.
    await asTenant(`update "InboundEvent" set body = $1 where "originId" = $2`, [Buffer.from('From=%2B33639980004'), id])
    const worker = await runWorker({ url: app.database.workerUrl, concurrency: 1 })
    await sendTestMessage(shop, channelId, { from: '+33639980005', text: 'healthy' })
    await until('the healthy one ran', async () => (await activities('healthy')) === 1)
    await worker.stop()
    const [event] = await asTenant(`select error, "processedAt" from "InboundEvent" where "originId" = $1`, [id])
    expect(event).toEqual({ error: 'invalid, invalid, MessageSid: required', processedAt: null })
    const { rows } = await queue.query(`select attempts from graphile_worker.jobs where task_identifier = 'receive-message'`)
    expect(rows).toEqual([{ attempts: 1 }])

    // Once it can be read, the next try gives it its effect.
    await asTenant(`update "InboundEvent" set body = $1 where "originId" = $2`, [
      Buffer.from('From=%2B33639980004&MessageSid=SM1&Body=mended'),
      id,
    ])
    await queue.query(`update graphile_worker._private_jobs set run_at = now()`)
    const next = await runWorker({ url: app.database.workerUrl, concurrency: 1 })
    await until('it ran', async () => (await activities('mended')) === 1)
    await next.stop()
    expect((await asTenant(`select error from "InboundEvent" where "originId" = $1`, [id]))[0]).toEqual({ error: null })
  })

  it('are queued again by the sweep when a delivery lost its own, and only then', async () => {
    const tools = { queue: openJobQueue(app.database.workerUrl, 2) }
    try {
      await sendTestMessage(shop, channelId, { from: '+33639980006', text: 'lost' })
      await sendTestMessage(shop, channelId, { from: '+33639980007', text: 'queued' })
      await queue.query(`delete from graphile_worker._private_jobs where payload ->> 'eventId' = $1`, [
        (await asTenant(`select id from "InboundEvent" where "processedAt" is null order by "receivedAt", id limit 1`, []))[0]!
          .id,
      ])
      await sweepQueueJob({}, tools)
      expect(await jobsLeft()).toBe(1)
      const later = new Date(Date.now() + 3 * 60_000)
      await sweepQueueJob({}, tools, later)
      await sweepQueueJob({}, tools, later)
      expect(await jobsLeft()).toBe(2)
    } finally {
      await tools.queue.close()
    }
    const worker = await runWorker({ url: app.database.workerUrl, concurrency: 2 })
    await until('both ran', async () => (await jobsLeft()) === 0)
    await worker.stop()
    expect([await activities('lost'), await activities('queued')]).toEqual([1, 1])
  })

  it('of another shop cannot touch this shop’s delivery', async () => {
    const other = await createTenant({ slug: 'other', name: 'Other' })
    await sendTestMessage(shop, channelId, { from: '+33639980008', text: 'mine' })
    const [event] = await asTenant(`select id from "InboundEvent" where "processedAt" is null`, [])
    const { receiveMessageJob } = await import('./receive-message-job')
    await expect(receiveMessageJob({ tenantId: other.id, eventId: String(event!.id) })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await activities('mine')).toBe(0)
  })
})

describe('the door', () => {
  it('answers 503 with Retry-After while the database is away, never 2xx', async () => {
    const { openDatabase, replaceDatabase, database } = await import('@/lib/db/client')
    const living = database()
    const gone = openDatabase(app.database.appUrl.replace(/:\d+\//, ':1/'), 1)
    replaceDatabase(gone)
    try {
      const answer = await receiveDelivery('0190-unknown', new Request('http://coccinelle.test/x', { method: 'POST', body: 'x' }))
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
    } finally {
      replaceDatabase(living)
      await gone.close()
    }
  })
})
