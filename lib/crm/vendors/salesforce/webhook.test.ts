// Outbound Messages: genuine ones are read, forged ones are not, and nothing in them is believed beyond "look again".
import { describe, expect, test } from 'vitest'
import type { VendorDelivery } from '../../vendor'
import { newNotificationId, outboundMessage } from './__fixtures__/fake-outbound'
import { longId } from './record-id'
import { salesforceWebhook, withoutSession } from './webhook'

const org = longId('00Dxx0000001gPL')
const other = longId('00Dxx0000001gPM')
const secret = 'k3yOfThirtyTwoBytesOrMore-abcdefghijkl'
const older = 'anotherSecretThatIsStillGood-0123456789'
const person = longId('003xx000004TmiQ')

const delivery = (body: string | Buffer, pathSecret: string | null = secret): VendorDelivery => ({
  method: 'POST',
  url: `https://hub.example/api/webhooks/crm/salesforce/c1/${pathSecret ?? ''}`,
  headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
  body: Buffer.from(body),
  pathSecret,
})
const verify = (given: VendorDelivery, trust = { secrets: [secret, older] as string[], accountId: org as string | null }) =>
  salesforceWebhook.verify(given, trust, new Date())
const good = outboundMessage(org, [{ id: person, fields: { LastName: "O'Brien & fils <x>", Email: 'ann@example.org' } }])

describe('genuine messages', () => {
  const many = Array.from({ length: 100 }, (_, at) => ({ id: longId(`003xx00000${String(at).padStart(5, '0')}`) }))
  const messages = [
    good,
    outboundMessage(org, many),
    outboundMessage(org.slice(0, 15), [{ id: person }]),
    outboundMessage(org, [{ id: person.slice(0, 15) }]),
    outboundMessage(org, [{ id: person, fields: { FirstName: 'Élodie 👗', Note__c: '%_\\' } }]),
    outboundMessage(org, [{ id: person }], { sessionId: '00Dxx!AQ4AQsecretsession' }),
    good.replaceAll('soapenv:', 'S:').replaceAll('xmlns:soapenv', 'xmlns:S'),
    good.replaceAll('sf:', 'ns1:').replaceAll('xmlns:sf', 'xmlns:ns1'),
    good.replaceAll('\n', '\r\n'),
    good.replaceAll(/>\s+</g, '><'),
    good.replace('<?xml version="1.0" encoding="UTF-8"?>', '\ufeff<?xml version="1.0" encoding="UTF-8"?>'),
    good.replace('<OrganizationId>', '<!-- flow --><OrganizationId>'),
    outboundMessage(org, [{ id: person, fields: { Description: 'x'.repeat(30_000) } }]),
  ]

  test('ten and more are accepted, with either of two live secrets', () => {
    expect(messages.length).toBeGreaterThanOrEqual(10)
    for (const [at, message] of messages.entries()) {
      expect(verify(delivery(message)), String(at)).toBe(true)
      expect(verify(delivery(message, older)), String(at)).toBe(true)
      expect(verify(delivery(message), { secrets: [secret], accountId: org.slice(0, 15) })).toBe(true)
      expect(salesforceWebhook.accounts(delivery(message))).toEqual([org])
      expect(salesforceWebhook.parse(delivery(message), org).length).toBe(at === 1 ? 100 : 1)
    }
  })

  test('they say which contact to look at, by its 18 characters', () => {
    const [event] = salesforceWebhook.parse(delivery(outboundMessage(org, [{ id: person.slice(0, 15) }])), org)
    expect(event?.hints).toMatchObject([{ kind: 'upsert', externalId: person, mergedIds: [] }])
    expect(
      salesforceWebhook.parse(delivery(outboundMessage(org, [{ id: longId('00Txx0000001abc') }], { object: 'Task' })), org),
    ).toEqual([])
    expect(salesforceWebhook.parse(delivery(good), other)).toEqual([])
  })

  test('they say when, if an admin chose the stamp', () => {
    const stamped = outboundMessage(org, [{ id: person, fields: { SystemModstamp: '2026-11-01T10:00:00.000Z' } }])
    expect(salesforceWebhook.parse(delivery(stamped), org)[0]?.hints[0]?.at).toEqual(new Date('2026-11-01T10:00:00Z'))
    const odd = outboundMessage(org, [{ id: person, fields: { SystemModstamp: 'yesterday' } }])
    expect(salesforceWebhook.parse(delivery(odd), org)[0]?.hints[0]?.at.getTime()).toBeGreaterThan(Date.now() - 60_000)
  })

  test('a repeat is the same event; newer values are another', () => {
    const id = newNotificationId()
    const message = (email: string) => outboundMessage(org, [{ id: person, fields: { Email: email } }], { notificationIds: [id] })
    const eventOf = (text: string) => salesforceWebhook.parse(delivery(text), org)[0]?.eventId
    expect(eventOf(message('a@example.org'))).toBe(eventOf(message('a@example.org')))
    expect(eventOf(message('a@example.org'))).not.toBe(eventOf(message('b@example.org')))
    expect(eventOf(good)).not.toBe(eventOf(message('ann@example.org')))
  })

  test('the answer is the acknowledgement that Salesforce wants', () => {
    const { status, contentType, body } = salesforceWebhook.accepted()
    expect(status).toBe(200)
    expect(contentType).toContain('text/xml')
    expect(body).toContain(
      '<notificationsResponse xmlns="http://soap.sforce.com/2005/09/outbound"><Ack>true</Ack></notificationsResponse>',
    )
  })

  test('a session that was sent along can be kept away from what is stored', () => {
    const token = '00Dxx0000001gPL!AQ4AQ.secret'
    const message = outboundMessage(org, [{ id: person }], { sessionId: token })
    const kept = withoutSession(Buffer.from(message))
    expect(kept.toString()).not.toContain(token)
    expect(verify(delivery(kept))).toBe(true)
    expect(JSON.stringify(salesforceWebhook.parse(delivery(message), org))).not.toContain(token)
    expect(salesforceWebhook.storable?.(Buffer.from(message)).toString()).not.toContain(token)
    const written = `<SessionId>${token}</SessionId>`
    for (const other of [
      `<SessionId><![CDATA[${token}]]></SessionId>`,
      `<SessionId><!-- a -->${token}<!-- b --></SessionId>`,
      `<SessionId xsi:type="xsd:string">${token}</SessionId >`,
      `<out-1:SessionId xmlns:out-1="urn:x">${token}</out-1:SessionId>`,
      `<SessionId>\n${token}\n</SessionId>`,
      `<SessionId xsi:nil="true"/><Kept>x</Kept>${written}`,
    ]) {
      const body = Buffer.from(message.replace(written, other))
      expect(verify(delivery(body)), other).toBe(true)
      const stored = salesforceWebhook.storable?.(body).toString()
      expect(stored, other).not.toContain(token)
      expect(stored, other).toContain(person)
      expect(stored?.includes('<Kept>'), other).toBe(other.includes('<Kept>'))
    }
    expect(withoutSession(Buffer.from(good)).toString()).toBe(good)
    const idsOf = (body: Buffer) => salesforceWebhook.parse(delivery(body), org).map(({ eventId }) => eventId)
    expect(idsOf(withoutSession(Buffer.from(good)))).toEqual(idsOf(Buffer.from(good)))
  })
})

describe('forgeries', () => {
  const inside = (text: string) => good.replace('<soapenv:Envelope', `${text}<soapenv:Envelope`)
  const secrets: (string | null)[] = [
    ...[
      null,
      '',
      ' ',
      'x',
      secret.slice(0, -1),
      `${secret}x`,
      ` ${secret}`,
      `${secret} `,
      `${secret}\n`,
      secret.toUpperCase(),
      secret.toLowerCase(),
    ],
    ...[
      `${secret}/`,
      `${secret}?`,
      encodeURIComponent(`${secret}/`),
      `${secret}\u0000`,
      secret.replace('k', 'К'),
      secret.split('').reverse().join(''),
      'undefined',
      'null',
      '*',
      `${secret}${older}`,
    ],
  ]
  const bodies: string[] = [
    ...['', ' ', 'x', '{}', '[]', 'null', '<a/>', '<html>ok</html>', good.slice(0, -30), `${good}${good}`, good.slice(40)],
    ...[
      outboundMessage(other, [{ id: person }]),
      outboundMessage('', [{ id: person }]),
      outboundMessage('00D', [{ id: person }]),
    ],
    ...[
      outboundMessage(org.toLowerCase(), [{ id: person }]),
      outboundMessage(`${org}x`, [{ id: person }]),
      outboundMessage(`${org},${other}`, [{ id: person }]),
    ],
    ...[
      outboundMessage(org, []),
      outboundMessage(
        org,
        Array.from({ length: 101 }, () => ({ id: person })),
      ),
    ],
    ...[
      good.replace(/<OrganizationId>[^<]*<\/OrganizationId>/, ''),
      good.replace('<OrganizationId>', `<OrganizationId>${other}</OrganizationId><OrganizationId>`),
    ],
    ...[
      good.replace(/<Notification>.*<\/Notification>/s, '<Notification/>'),
      good.replace(/<sf:Id>[^<]*<\/sf:Id>/, '<sf:Id>x</sf:Id>'),
      good.replace(/<sf:Id>[^<]*<\/sf:Id>/, ''),
    ],
    ...[
      inside('<!DOCTYPE x>'),
      inside('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
      inside('<!doctype x>'),
      inside('<!ENTITY e "x">'),
      inside('<!DOCTYPE x SYSTEM "http://evil.example/x.dtd">'),
    ],
    ...[
      inside('<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
      inside('<!ELEMENT x ANY>'),
      inside('<!ATTLIST x y CDATA #IMPLIED>'),
      inside('<!-- x --><!DOCTYPE x>'),
    ],
    ...[
      good.replace(org, '&#48;0Dxx0000001gPL'),
      good.replace('notifications xmlns', 'notification xmlns').replace('</notifications>', '</notification>'),
      good.replace('<OrganizationId>', `${' '.repeat(1024 * 1024)}<OrganizationId>`),
    ],
  ]

  test('of the secret and of the message: none is accepted', () => {
    expect(secrets.length + bodies.length).toBeGreaterThanOrEqual(40)
    for (const given of secrets) expect(verify(delivery(good, given)), JSON.stringify(given)).toBe(false)
    for (const [at, body] of bodies.entries()) expect(verify(delivery(body)), `${at} ${body.slice(0, 60)}`).toBe(false)
  })

  test('bytes that are no UTF-8, another org, no org known, no secret of ours', () => {
    const [before = '', after = ''] = good.split('O&#39;Brien')
    const named = (bytes: number[]) => delivery(Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]))
    expect(verify(named([0xc3, 0xa9]))).toBe(true)
    expect(verify(named([0xc3, 0x28]))).toBe(false)
    expect(verify(delivery(Buffer.from(good, 'utf16le')))).toBe(false)
    expect(verify(delivery(good), { secrets: [secret], accountId: other })).toBe(false)
    expect(verify(delivery(good), { secrets: [secret], accountId: null })).toBe(false)
    expect(verify(delivery(good), { secrets: [], accountId: org })).toBe(false)
    expect(verify(delivery(good, ''), { secrets: [''], accountId: org })).toBe(false)
    expect(verify(delivery(good, 'short'), { secrets: ['short'], accountId: org })).toBe(false)
    expect(() => salesforceWebhook.parse(delivery('<!DOCTYPE x><a/>'), org)).toThrow(expect.objectContaining({ code: 'invalid' }))
    expect(salesforceWebhook.accounts(delivery('nonsense'))).toEqual([])
  })
})
