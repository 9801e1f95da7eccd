// Outbound Messages as the fake sends them: SOAP 1.1, one to a hundred records, empty fields left out.
// https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_notifications.htm
import { numberedId } from './fake-ids'

export interface OutboundRecord {
  id: string
  fields?: Record<string, string>
}

const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
let sent = 0

export const newNotificationId = (): string => numberedId('04l', 5_000_000 + (sent += 1))

export interface OutboundOptions {
  object?: string
  notificationIds?: string[]
  sessionId?: string
}

export function outboundMessage(organizationId: string, records: readonly OutboundRecord[], { object = 'Contact', notificationIds = [], sessionId }: OutboundOptions = {}): string {
  const notifications = records.map(({ id, fields = {} }, at) => {
    const values = Object.entries({ Id: id, ...fields }).map(([name, value]) => `<sf:${name}>${escape(value)}</sf:${name}>`)
    return `<Notification><Id>${notificationIds[at] ?? newNotificationId()}</Id><sObject xsi:type="sf:${object}" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">${values.join('')}</sObject></Notification>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <soapenv:Body>
  <notifications xmlns="http://soap.sforce.com/2005/09/outbound">
   <OrganizationId>${organizationId}</OrganizationId>
   <ActionId>04kxx0000004CjKAAU</ActionId>
   ${sessionId === undefined ? '<SessionId xsi:nil="true"/>' : `<SessionId>${escape(sessionId)}</SessionId>`}
   <EnterpriseUrl>https://acme.my.salesforce.com/services/Soap/c/66.0/${organizationId.slice(0, 15)}</EnterpriseUrl>
   <PartnerUrl>https://acme.my.salesforce.com/services/Soap/u/66.0/${organizationId.slice(0, 15)}</PartnerUrl>
   ${notifications.join('\n   ')}
  </notifications>
 </soapenv:Body>
</soapenv:Envelope>`
}

/** Whether the answer takes the whole batch; anything else is sent again. */
export const isAcknowledged = (status: number, body: string): boolean => status === 200 && /<(?:\w+:)?Ack>\s*true\s*<\/(?:\w+:)?Ack>/.test(body)
