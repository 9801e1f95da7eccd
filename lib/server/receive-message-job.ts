// Job `receive-message`: wires the use case for the shop and channel of one stored delivery.
import 'server-only'
import { channelType } from '@/lib/channels/registry'
import { createMessageStore } from '@/lib/db/message-store'
import { findShop } from '@/lib/db/tenant-repo'
import type { DeliveredEvent } from '@/lib/messages/channel'
import type { StoredEvent } from '@/lib/messages/message-store'
import { receiveMessage } from '@/lib/messages/receive-message'
import { systemClock } from '@/lib/shared/clock'
import { CrmError, notFound } from '@/lib/shared/errors'

function parseStored(event: StoredEvent): DeliveredEvent {
  const type = channelType(event.channelType)
  if (type === null) throw new CrmError('unsupported', `No channel of type ${event.channelType}`, { reason: 'channel_type' })
  const { url, headers, body, channelSettings: settings } = event
  // It was verified before it was stored; reading needs no secret.
  return type.parse({ method: 'POST', url, headers, body }, { secrets: [], settings })
}

export async function receiveMessageJob({ tenantId, eventId }: { tenantId: string; eventId: string }): Promise<void> {
  const shop = await findShop(tenantId)
  if (shop === null) throw notFound('shop')
  const store = createMessageStore(shop, { kind: 'channel', id: null, name: 'inbound messages' })
  await receiveMessage({ shop, store, parse: parseStored, clock: systemClock }, eventId)
}
