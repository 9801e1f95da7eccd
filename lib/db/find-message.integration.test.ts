// A message's customer is found by the shop that received it, and by nobody else.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { customerOfMessage } from './find-message'

let shops: TestShops
beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())

test('finds the customer of a stored message, in its own shop only', async () => {
  const [ours, theirs] = [await shops.create(), await shops.create()]
  const { id } = await createCustomer(shops.useCase(ours), { phone: '06 39 98 12 34' })
  await shops.backDoor.query(
    `insert into "Message" ("tenantId", id, "customerId", "channelId", direction, channel, "externalId", "fromAddress", body, status, "occurredAt")
     values ($1, 'm1', $2, 'door', 'inbound', 'sms', 'SM1', '+33639981234', 'Bonjour', 'received', now())`,
    [ours.id, id],
  )
  expect(await customerOfMessage(ours.id, 'door', 'SM1')).toBe(id)
  expect(await customerOfMessage(ours.id, 'another-door', 'SM1')).toBeNull()
  expect(await customerOfMessage(ours.id, 'door', 'SM2')).toBeNull()
  expect(await customerOfMessage(theirs.id, 'door', 'SM1')).toBeNull()
})
