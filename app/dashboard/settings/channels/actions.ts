'use server'
// What staff with the right to settings do with channels. A secret is in an answer once, when it is made.
import { refresh } from 'next/cache'
import { z } from 'zod'
import { tenantAction } from '@/lib/server/action'
import { createChannel, deleteChannel, retireChannelSecret, rotateChannelSecret, testChannel } from '@/lib/server/channels'
import { testMessageSchema } from '@/lib/server/test-message'

const id = z.string().min(1).max(100)
const one = z.object({ id }).strict()
const secret = z.string().trim().max(500).optional()

/** The list is brought up to date by the dialog when it closes: until then it shows the secret. */
export const openChannel = tenantAction(
  'settings:write',
  z.object({ type: z.string().max(60), name: z.string().max(200), secret }).strict(),
  ({ shop, useCase }, input) => createChannel(shop, useCase.actor, input),
)

export const renewSecret = tenantAction(
  'settings:write',
  one.extend({ secret }),
  ({ shop, useCase }, { id: channelId, secret: given }) => rotateChannelSecret(shop, useCase.actor, channelId, given),
)

export const retireSecret = tenantAction('settings:write', one, async ({ shop, useCase }, { id: channelId }) => {
  await retireChannelSecret(shop, useCase.actor, channelId)
  refresh()
  return null
})

export const closeChannel = tenantAction('settings:write', one, async ({ shop, useCase }, { id: channelId }) => {
  await deleteChannel(shop, useCase.actor, channelId)
  refresh()
  return null
})

/** → the customer the message became; null when the worker has not come to it yet. */
export const sendTest = tenantAction(
  'settings:write',
  testMessageSchema.extend({ id }).strict(),
  async ({ shop }, { id: channelId, ...message }) => ({
    customerId: await testChannel(shop, channelId, message),
  }),
)
