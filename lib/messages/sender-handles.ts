// Who a message is from, as handles: the strongest first.
import { type NewHandle, normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import type { InboundMessage } from './inbound-message'

type Identity = { kind: InboundMessage['fromKind']; value: string }

function readIdentity({ kind, value }: Identity, region: string): NewHandle | null {
  if (kind === 'whatsapp') return { kind, value, raw: value }
  const normalised = kind === 'phone' ? normalisePhone(value, region) : kind === 'email' ? normaliseEmail(value) : null
  return kind === 'unknown' || normalised === null ? null : { kind, value: normalised, raw: value }
}

/**
 * The sender's handles. One that is neither number nor address (a short code, `MaBanque`) becomes a `username` within its
 * channel, `sms:MaBanque`, with the sender as given in `raw`: it is nobody's phone, and the message is seen all the same.
 * A phone stands before a business-scoped id.
 */
export function senderHandles(message: InboundMessage, region: string): [NewHandle, ...NewHandle[]] {
  const sender = readIdentity({ kind: message.fromKind, value: message.from }, region) ?? {
    kind: 'username',
    value: `${message.channel}:${message.from.trim()}`,
    raw: message.from,
  }
  const other = message.alsoKnownAs === null ? null : readIdentity(message.alsoKnownAs, region)
  if (other === null || (other.kind === sender.kind && other.value === sender.value)) return [sender]
  return other.kind === 'phone' ? [other, sender] : [sender, other]
}
