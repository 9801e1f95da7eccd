// kill -9 of the door and of the worker, again and again, in the middle of 1,000 deliveries: every acknowledged message is
// there once, and every unacknowledged one is when its sender tries again.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { twilioSms } from '@/lib/channels/twilio-sms'
import type { Shop } from '@/lib/customers/use-case'
import { createTenant } from '@/lib/db/account-repo'
import { createChannel } from '@/lib/db/channel-repo'
import { tenantDb } from '@/lib/db/tenant-db'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'

const deliveries = 1_000
const numbers = 100
const kills = 3
const root = path.resolve(import.meta.dirname, '../..')
const children = new Set<ChildProcess>()
let app: TestApp
let shop: Shop
let channel: { id: string; url: string; secret: string }

beforeAll(async () => {
  app = await startTestApp({ WORKER_CONCURRENCY: '4' })
  shop = await createTenant({ slug: 'shop', name: 'Boutique' })
  channel = await createChannel(
    shop,
    { kind: 'system', id: null, name: 'test' },
    { type: 'twilio-sms', name: 'SMS', secret: 'token-of-the-shop' },
  )
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await app.stop()
})

function start(file: string): ChildProcess {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', file], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  children.add(child)
  return child
}

async function killHard(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  children.delete(child)
}

async function startDoor(): Promise<{ child: ChildProcess; port: number }> {
  const child = start('lib/test/door-process.ts')
  const [message] = await once(child, 'message')
  return { child, port: z.object({ port: z.int() }).parse(message).port }
}

const externalId = (index: number): string => `SM${String(index).padStart(32, '0')}`

async function acknowledged(port: number, index: number): Promise<boolean> {
  const from = `+3363998${String(1000 + (index % numbers)).padStart(4, '0')}`
  const { headers, body } = twilioSms.sample(
    { from, text: `message ${index}`, externalId: externalId(index) },
    { secrets: [channel.secret], settings: {} },
    channel.url,
    new Date(),
  )
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/api/webhooks/messages/${channel.id}`, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
      signal: AbortSignal.timeout(15_000),
    })
    await answer.text()
    return answer.ok
  } catch {
    return false
  }
}

it('loses and doubles nothing', { timeout: 120_000 }, async () => {
  const waiting = Array.from({ length: deliveries }, (_, index) => index)
  const done = new Set<number>()
  let unacknowledged = 0
  let door = await startDoor()
  let worker = start('lib/server/worker.ts')

  /** Sends until `enough` are acknowledged or none waits; what is not acknowledged is sent again. */
  const sendUntil = async (enough: number): Promise<void> => {
    const sender = async (): Promise<void> => {
      while (done.size < enough) {
        const index = waiting.shift()
        if (index === undefined) return
        if (await acknowledged(door.port, index)) done.add(index)
        else {
          unacknowledged++
          waiting.push(index)
          // The door is down for a while: a sender would wait as well.
          await new Promise((resolve) => setTimeout(resolve, 50))
          if (door.child.killed) return
        }
      }
    }
    await Promise.all(Array.from({ length: 16 }, sender))
  }

  for (let kill = 1; kill <= kills; kill++) {
    // Somewhere inside this share of the deliveries, and while the next ones are under way.
    const sending = sendUntil(Math.floor((deliveries * kill) / kills))
    const moment = (deliveries / kills) * (kill - 1) + Math.random() * (deliveries / kills)
    while (done.size < moment) await new Promise((resolve) => setTimeout(resolve, 1))
    await Promise.all([killHard(door.child), killHard(worker)])
    await sending
    worker = start('lib/server/worker.ts')
    door = await startDoor()
  }
  await sendUntil(deliveries)
  expect(done.size).toBe(deliveries)
  expect(unacknowledged).toBeGreaterThan(0)

  const rows = <S extends z.ZodType>(schema: S, text: string) => tenantDb(shop.id).sql((sql) => sql.rows(schema, text))
  const counted = z.object({ n: z.int() })
  for (const end = Date.now() + 60_000; ;) {
    const [left] = await rows(counted, `select count(*)::int as n from "InboundEvent" where "processedAt" is null`)
    if (left!.n === 0) break
    if (Date.now() > end) throw new Error(`${left!.n} deliveries without their effect`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const stored = await rows(
    z.object({ externalId: z.string(), lines: z.int() }),
    `
    select m."externalId", count(a.id)::int as lines from "Message" m left join "CustomerActivity" a on a."messageId" = m.id
    group by m.id, m."externalId" order by 1`,
  )
  expect(stored).toEqual(Array.from({ length: deliveries }, (_, index) => ({ externalId: externalId(index), lines: 1 })))
  expect(await rows(counted, `select count(*)::int as n from "Customer"`)).toEqual([{ n: numbers }])
  expect(await rows(counted, `select count(*)::int as n from "CustomerActivity"`)).toEqual([{ n: deliveries }])
  expect(await rows(counted, `select count(*)::int as n from "InboundEvent" where error is not null`)).toEqual([{ n: 0 }])
})
