// `kill -9` of everything in the middle of 1,000 deliveries, then `npm start`: every acknowledged message is there once.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { z } from 'zod'
import { freePort, startProduct } from './product'
import { postSms, type Sms } from './twilio'

const total = 1_000
const token = 'token-of-the-crash-test-0123456789'
const activityPage = z.object({
  data: z.array(z.object({ type: z.string(), metadata: z.record(z.string(), z.unknown()) })),
  nextCursor: z.string().nullable(),
})
const customerPage = z.object({ data: z.array(z.object({ id: z.string() })), nextCursor: z.string().nullable() })

test('nothing acknowledged is lost or doubled when everything is killed', async () => {
  test.setTimeout(300_000)
  const dataDir = await mkdtemp(path.join(tmpdir(), 'coccinelle crash '))
  const port = await freePort()
  let product = await startProduct(dataDir, port)
  try {
    const key = await product.cli(['api-key:create', '--tenant', 'boutique-elegance', '--scopes', 'customers:read,messages:read'])
    const channel = z
      .object({ id: z.string(), url: z.string() })
      .parse(
        JSON.parse(
          await product.cli(['channel:create', '--tenant', 'boutique-elegance', '--type', 'twilio-sms', '--secret', token]),
        ),
      )

    // Ten people write a hundred messages each; a sender's number is in the fictional range.
    const waiting: Sms[] = Array.from({ length: total }, (_, index) => ({
      sid: `SM${String(index).padStart(32, '0')}`,
      from: `+336399870${String(index % 10).padStart(2, '0')}`,
      text: `Message ${String(index)}`,
    }))
    const acknowledged = new Set<string>()
    let killed: Promise<void> | undefined

    const sender = async (): Promise<void> => {
      for (let sms = waiting.shift(); sms !== undefined; sms = waiting.shift()) {
        const status = await postSms(channel.url, token, sms).then(
          (answer) => answer.status,
          () => 0,
        )
        if (status === 200) acknowledged.add(sms.sid)
        else waiting.push(sms)
        if (acknowledged.size >= total / 2) killed ??= product.kill()
        if (killed !== undefined && status !== 200) return
      }
    }
    await Promise.all(Array.from({ length: 8 }, sender))
    await killed
    expect(acknowledged.size, 'the crash came in the middle').toBeLessThan(total)

    product = await startProduct(dataDir, port)
    // The vendor sends again what was not acknowledged, and for good measure some that were.
    const again = [...waiting, ...[...acknowledged].slice(0, 50).map((sid) => smsOf(sid))]
    for (const sms of again) expect((await postSms(channel.url, token, sms)).status).toBe(200)

    const sids = async (): Promise<string[]> => {
      const found: string[] = []
      const get = async (path: string): Promise<unknown> =>
        (await fetch(`${product.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).json()
      for (let sender = 0; sender < 10; sender++) {
        const phone = encodeURIComponent(`+336399870${String(sender).padStart(2, '0')}`)
        const customers = customerPage.parse(await get(`/customers?phone=${phone}`)).data
        expect(customers.length).toBeLessThanOrEqual(1)
        for (const { id } of customers)
          for (let cursor: string | null = ''; cursor !== null;) {
            const page: z.infer<typeof activityPage> = activityPage.parse(
              await get(`/customers/${id}/activities?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`),
            )
            found.push(...page.data.filter((one) => one.type === 'message_received').map((one) => String(one.metadata.message)))
            cursor = page.nextCursor
          }
      }
      return found
    }
    await expect.poll(async () => new Set(await sids()).size, { timeout: 60_000 }).toBe(total)
    expect((await sids()).length, 'each once').toBe(total)
  } finally {
    await product.stop()
    await rm(dataDir, { recursive: true, force: true })
  }

  function smsOf(sid: string): Sms {
    const index = Number(sid.slice(2))
    return { sid, from: `+336399870${String(index % 10).padStart(2, '0')}`, text: `Message ${String(index)}` }
  }
})
