// Correctly signed deliveries of a `standard` channel, made before the clock runs.
import { randomUUID } from 'node:crypto'
import { channelType } from '@/lib/channels/registry'
import type { Prepared } from './drive'

export interface BenchChannel {
  id: string
  url: string
  secret: string
}

/** Each from another telephone number of the range kept for fiction, so that each is a first contact. `from` 0 to 9999. */
export function signedMessage({ id, url, secret }: BenchChannel, from: number): Prepared & { phone: string } {
  const type = channelType('standard')
  if (type === null) throw new Error('the standard channel is gone')
  const phone = `+3363998${String(from % 10_000).padStart(4, '0')}`
  const message = { from: phone, text: 'Bonjour, avez-vous la robe en 38 ?', externalId: randomUUID() }
  const { headers, body } = type.sample(message, { secrets: [secret], settings: {} }, url, new Date())
  return { method: 'POST', path: `/api/webhooks/messages/${id}`, headers: { ...headers }, body, phone }
}
