// A shop's channels for the settings screen: what there is, what can be opened, and a test that ends at a customer.
import 'server-only'
import type { z } from 'zod'
import { channelTypes } from '@/lib/channels/registry'
import type { ContactChannel } from '@/lib/customers/customer'
import type { Shop } from '@/lib/customers/use-case'
import { listChannels } from '@/lib/db/channel-repo'
import { customerOfMessage } from '@/lib/db/find-message'
import { messageText } from './message-text'
import { sendTestMessage, type testMessageSchema } from './test-message'

export { createChannel, deleteChannel, retireChannelSecret, rotateChannelSecret } from '@/lib/db/channel-repo'

/** A kind of channel as people choose it. */
export interface ChannelKind {
  id: string
  channel: ContactChannel | 'any'
  label: string
  /** What it is for, and where its secret comes from. */
  hint: string
  secretHint: string
  secret: 'given' | 'generated'
}

export async function channelKinds(): Promise<ChannelKind[]> {
  const text = await messageText()
  const words = (id: string, part: string) => text(['settings', `channels.types.${id}.${part}`].join('.')) ?? ''
  return channelTypes.map(({ id, channel, secret }) => ({
    id,
    channel,
    secret,
    label: words(id, 'label') || id,
    hint: words(id, 'hint'),
    secretHint: words(id, 'secret'),
  }))
}

/** A door as staff see it, never its secret. */
export type Channel = Awaited<ReturnType<typeof listChannels>>[number]

export const channelsOf = (shop: Shop): Promise<Channel[]> => listChannels(shop)

const patience = 8_000
const pause = 150

/**
 * Sends a test message through the channel's own door and waits for its customer, at most eight seconds; null when the
 * worker has not come to it by then. Throws as `sendTestMessage`.
 */
export async function testChannel(
  shop: Shop,
  channelId: string,
  input: z.input<typeof testMessageSchema>,
): Promise<string | null> {
  const { externalId } = await sendTestMessage(shop, channelId, input)
  for (const end = Date.now() + patience; Date.now() < end;) {
    const customerId = await customerOfMessage(shop.id, channelId, externalId)
    if (customerId !== null) return customerId
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  return null
}
