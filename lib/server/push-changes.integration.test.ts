// The job that pushes, as the worker runs it: from a message at the door to the linked system.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { MockCustomers } from '@/lib/crm/vendors/mock/adapter'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Shop } from '@/lib/customers/use-case'
import { createChannel } from '@/lib/db/channel-repo'
import { createConnection, deleteConnection } from '@/lib/db/connection-repo'
import { outboxCounts } from '@/lib/db/outbox-queue'
import { env } from '@/lib/shared/env'
import { openTestShops, staff, type TestShops } from '@/lib/test/shops'
import { metricsText } from './metrics'
import { pushChangesJob } from './push-changes-job'
import { runWorker } from './run-worker'
import { sendTestMessage } from './test-message'

let shops: TestShops
beforeAll(async () => {
  shops = await openTestShops()
})
afterAll(() => shops.close())

const linkMock = (shop: Shop) =>
  createConnection(shop, staff, { vendor: 'mock', role: 'primary', label: null, credentials: {}, settings: {} })

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await isSo());) {
    if (Date.now() > end) throw new Error(`not within 20 s: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

it(
  'a first message becomes a customer with his message in the linked system, by the worker alone',
  { timeout: 40_000 },
  async () => {
    const shop = await shops.create()
    await linkMock(shop)
    const channel = await createChannel(shop, staff, { type: 'twilio-sms', name: 'SMS', secret: 'token-of-the-shop' })
    const worker = await runWorker({ url: env().WORKER_DATABASE_URL ?? '', concurrency: 4 })
    try {
      await sendTestMessage(shop, channel.id, { from: '+33639980201', text: 'Bonjour !' })
      const remote = new MockCustomers({ tenantId: shop.id })
      await until('the message is there', async () => {
        const customer = await remote.getCustomerByPhone('+33639980201')
        return (
          customer !== null && (await remote.getActivities(customer.id)).some(({ description }) => description === 'Bonjour !')
        )
      })
      expect(await remote.getCustomerByPhone('+33639980201')).toMatchObject({ tags: ['premier-contact', 'sms'] })
    } finally {
      await worker.stop()
    }
    expect((await metricsText()).text).toMatch(/coccinelle_pushes_total\{outcome="sent"\} 2/)
  },
)

it('two at once, again, for a link that is gone, for nobody: each is harmless', async () => {
  const shop = await shops.create()
  const useCase = shops.useCase(shop)
  const { id: connectionId } = await linkMock(shop)
  const { id: customerId } = await createCustomer(useCase, { firstName: 'Ana' })
  const job = { tenantId: shop.id, connectionId, customerId }
  await Promise.all([pushChangesJob(job), pushChangesJob(job), pushChangesJob(job)])
  await pushChangesJob({ ...job, customerId: 'nobody' })
  expect((await new MockCustomers({ tenantId: shop.id }).listCustomers()).data).toHaveLength(1)

  const waiting = await createCustomer(useCase, { firstName: 'Cleo' })
  await deleteConnection(shop, staff, connectionId)
  // As if it had been written while the link was taken away.
  await shops.backDoor.query(`update "Outbox" set "deadAt" = null where "customerId" = $1`, [waiting.id])
  await pushChangesJob({ ...job, customerId: waiting.id })
  expect(await outboxCounts(shop.id, connectionId)).toEqual({ waiting: 0, dead: 1 })
  expect((await new MockCustomers({ tenantId: shop.id }).listCustomers()).data).toHaveLength(1)
  await expect(pushChangesJob({ ...job, tenantId: 'no-such-shop' })).rejects.toMatchObject({ code: 'not_found' })
})
