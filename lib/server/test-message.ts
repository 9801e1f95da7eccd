// "Send a test message": a delivery signed as the real sender would, through the very door that senders use.
import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import type { Shop } from '@/lib/customers/use-case'
import { findChannel } from '@/lib/db/channel-repo'
import { env } from '@/lib/shared/env'
import { CrmError, notFound } from '@/lib/shared/errors'
import { receiveDelivery } from './receive-delivery'

export const testMessageSchema = z.object({
  /** As a sender would be named: a phone with its country, or an e-mail where the channel takes one. */
  from: z.string().trim().min(1).max(254),
  text: z.string().trim().min(1).max(1600),
})

/**
 * The message is treated like any other: its sender becomes a customer of the shop. Nothing leaves this process. Throws
 * `not_found` for a channel that is not the shop's, `invalid` with issues, `unavailable` when the door refused.
 */
export async function sendTestMessage(
  shop: Shop,
  channelId: string,
  input: z.input<typeof testMessageSchema>,
): Promise<{ externalId: string }> {
  const { from, text } = parseInput(testMessageSchema, input)
  const channel = await findChannel(channelId)
  if (channel === null || channel.tenantId !== shop.id) throw notFound('channel')
  const externalId = `SM${randomUUID().replaceAll('-', '')}`
  const url = `${env().APP_URL}/api/webhooks/messages/${channelId}`
  const { headers, body } = channel.type.sample({ from, text, externalId }, channel.config, url, new Date())
  const answer = await receiveDelivery(channelId, new Request(url, { method: 'POST', headers, body: new Uint8Array(body) }))
  if (!answer.ok)
    throw new CrmError('unavailable', `The door answered ${answer.status}`, {
      reason: 'test_message_refused',
      params: { status: answer.status },
    })
  return { externalId }
}
