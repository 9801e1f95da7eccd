// Outbound Messages: SOAP without a signature. What proves the sender is the secret in the address and the org's id; what it
// says is a hint to read the contact again. Their SessionId, if an admin turned it on, is a live token and is never stored.
// https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_security.htm
import { createHash } from 'node:crypto'
import { CrmError } from '@/lib/shared/errors'
import { constantTimeEqual } from '../../signature'
import type { VendorWebhook } from '../../vendor'
import { isSameId, maxMessageBytes, readOutboundMessage } from './outbound-message'
import { longId } from './record-id'

const acknowledged =
  '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse></soapenv:Body></soapenv:Envelope>'

/** Shorter ones could be guessed. */
const shortestSecret = 32

/** The same message without the session of the person whose flow sent it. For messages that were read: well-formed ones. */
export const withoutSession = (body: Buffer): Buffer =>
  Buffer.from(body.toString('utf8').replace(/<((?:[\w.-]+:)?SessionId)(\s[^>]*)?(?<!\/)>[\s\S]*?<\/\1\s*>/g, '<$1/>'), 'utf8')

export const salesforceWebhook: VendorWebhook = {
  mediaTypes: ['text/xml'],
  maxBytes: maxMessageBytes,
  secret: 'connection',
  verify: ({ body, pathSecret }, { secrets, accountId }) => {
    // Compared as digests: nothing is told by the time, not even the length.
    const given = createHash('sha256')
      .update(pathSecret ?? '')
      .digest()
    const fits = secrets.filter(
      (secret) => constantTimeEqual(given, createHash('sha256').update(secret).digest()) && secret.length >= shortestSecret,
    )
    if (pathSecret === null || fits.length === 0 || accountId === null) return false
    const message = readOutboundMessage(body)
    return message !== null && isSameId(message.organizationId, accountId)
  },
  accounts: ({ body }) => {
    const message = readOutboundMessage(body)
    return message === null ? [] : [longId(message.organizationId)]
  },
  parse: ({ body }, accountId) => {
    const message = readOutboundMessage(body)
    if (message === null)
      throw new CrmError('invalid', 'Not an Outbound Message', { issues: [{ path: ['body'], reason: 'format' }] })
    if (!isSameId(message.organizationId, accountId)) return []
    const events = message.notifications.flatMap(({ id, recordId, digest, at }) => {
      // An admin may send other objects here; only contacts are ours.
      if (!recordId.startsWith('003')) return []
      // A repeat has the same id; one that was sent again with newer values is another event.
      const eventId = createHash('sha256')
        .update(JSON.stringify([longId(accountId), id.slice(0, 15), recordId.slice(0, 15), digest]))
        .digest('hex')
      return [{ eventId, hints: [{ kind: 'upsert' as const, externalId: longId(recordId), mergedIds: [], at }] }]
    })
    return [...new Map(events.map((event) => [event.eventId, event])).values()]
  },
  storable: withoutSession,
  accepted: () => ({ status: 200, contentType: 'text/xml; charset=utf-8', body: acknowledged }),
}
