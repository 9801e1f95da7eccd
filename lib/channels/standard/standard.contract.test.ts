// Standard Webhooks: the channel contract and what is special to it.
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Webhook } from 'standardwebhooks'
import { address, type ChannelWorld, now } from '../contract/channel-world'
import { runChannelContract } from '../contract/run-channel-contract'
import { standard } from '.'

const file = (name: string): Buffer => readFileSync(new URL(`__fixtures__/${name}.body`, import.meta.url))
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const key = (secret: string): Buffer => Buffer.from(secret.slice('whsec_'.length), 'base64')
const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1000))
const signed = (id: string, timestamp: string, body: Buffer, secret: string, algorithm = 'sha256'): string =>
  createHmac(algorithm, key(secret)).update(`${id}.${timestamp}.`).update(body).digest('base64')

const sign: ChannelWorld['sign'] = (body, secret, { url = address, at = now, deliveryId = 'msg_1' } = {}) => ({
  method: 'POST',
  url,
  headers: {
    'content-type': 'application/json',
    'webhook-id': deliveryId,
    'webhook-timestamp': seconds(at),
    'webhook-signature': `v1,${signed(deliveryId, seconds(at), body, secret)}`,
  },
  body,
})

const secrets = [
  'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=',
  'whsec_YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXphYmNkZWY=',
] as const
const message = { id: 'm', from: '+33639981234', channel: 'sms', text: 'x' }

runChannelContract('standard', {
  type: standard,
  settings: {},
  secrets,
  sign,
  bodies: {
    sms: {
      body: file('sms'),
      reads: { externalId: 'm-1', channel: 'sms', from: '06 39 98 12 34', fromKind: 'phone', text: 'Bonjour', occurredAt: null },
    },
    'an e-mail': {
      body: file('email'),
      reads: {
        channel: 'email',
        from: 'Helene@Example.org',
        fromKind: 'email',
        text: 'Bonjour,\n\nÀ demain.',
        occurredAt: new Date('2026-11-22T09:00:00Z'),
      },
    },
    'a WhatsApp id': {
      body: file('whatsapp-id'),
      reads: { channel: 'whatsapp', from: 'FR.13491208655302741918', fromKind: 'whatsapp' },
    },
    'JSON with spaces and escapes': { body: file('spaced'), reads: { channel: 'phone', text: '  appel écouté  ' } },
    'no text': { body: file('empty-text'), reads: { text: '' } },
  },
  signatureHeader: 'webhook-signature',
  signsAddress: false,
  signsTime: true,
  sameToScheme: (one, other) => one.equals(other),
  forgeries: (genuine, secret) => {
    const header = (name: string, value: string) => ({ ...genuine, headers: { ...genuine.headers, [name]: value } })
    const {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signature,
    } = genuine.headers as Record<string, string>
    const plain = signature!.slice(3)
    const without = (name: string) => ({
      ...genuine,
      headers: Object.fromEntries(Object.entries(genuine.headers).filter(([one]) => one !== name)),
    })
    return {
      'no id': without('webhook-id'),
      'no timestamp': without('webhook-timestamp'),
      'another id': header('webhook-id', 'msg_2'),
      'the id twice': header('webhook-id', `${id}, ${id}`),
      'the timestamp twice': header('webhook-timestamp', `${timestamp}, ${timestamp}`),
      'a later timestamp': header('webhook-timestamp', String(Number(timestamp) + 1)),
      'a timestamp with a fraction': header('webhook-timestamp', `${timestamp}.0`),
      'a timestamp in hex': header('webhook-timestamp', `0x${Number(timestamp).toString(16)}`),
      'a timestamp with words': header('webhook-timestamp', `${timestamp}abc`),
      'a timestamp in milliseconds': header('webhook-timestamp', `${timestamp}000`),
      'a date': header('webhook-timestamp', now.toISOString()),
      'no version': header('webhook-signature', plain),
      'version v0': header('webhook-signature', `v0,${plain}`),
      'version v1a': header('webhook-signature', `v1a,${plain}`),
      'version V1': header('webhook-signature', `V1,${plain}`),
      'commas between signatures': header('webhook-signature', `v1,${plain},v1,${plain}`),
      'a thousand signatures': header('webhook-signature', Array.from({ length: 1000 }, () => `v1,${plain}`).join(' ')),
      'sha1 in place of sha256': header('webhook-signature', `v1,${signed(id!, timestamp!, genuine.body, secret, 'sha1')}`),
      'the secret’s text as key': header(
        'webhook-signature',
        `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(genuine.body).digest('base64')}`,
      ),
      're-serialised JSON': { ...genuine, body: Buffer.from(JSON.stringify(JSON.parse(genuine.body.toString('utf8')), null, 1)) },
      'escaped JSON': { ...genuine, body: Buffer.from(genuine.body.toString('utf8').replace('"', '\\u0022')) },
      'the timestamp moved into the body': { ...genuine, headers: { ...genuine.headers, 'webhook-id': 'msg_1.1' } },
    }
  },
  malformed: {
    'text that is no JSON': { body: Buffer.from('bonjour'), field: '' },
    'a list': { body: json([message]), field: '' },
    null: { body: json(null), field: '' },
    'no id': { body: json({ ...message, id: undefined }), field: 'id' },
    'an id that is a number': { body: json({ ...message, id: 1 }), field: 'id' },
    'an id that is too long': { body: json({ ...message, id: 'x'.repeat(256) }), field: 'id' },
    'no sender': { body: json({ ...message, from: ' ' }), field: 'from' },
    'an e-mail that is none': { body: json({ ...message, channel: 'email', from: 'jean' }), field: 'from' },
    'a channel nobody has': { body: json({ ...message, channel: 'pigeon' }), field: 'channel' },
    'text that is a list': { body: json({ ...message, text: ['x'] }), field: 'text' },
    'text that is too long': { body: json({ ...message, text: 'x'.repeat(100_001) }), field: 'text' },
    'a date without offset': { body: json({ ...message, receivedAt: '2026-11-22T10:00:00' }), field: 'receivedAt' },
    'a date long before there were shops on line': {
      body: json({ ...message, receivedAt: '0001-01-01T00:00:00Z' }),
      field: 'receivedAt',
    },
  },
  accepted: { status: 202, contentType: '', body: '' },
})

describe('standard', () => {
  const [secret, foreign] = secrets
  const config = { secrets: [secret], settings: {} }
  const body = file('sms')

  it('takes the example of the specification', () => {
    const delivery = {
      method: 'POST',
      url: address,
      headers: {
        'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
        'webhook-timestamp': '1614265330',
        'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
      },
      body: Buffer.from('{"test": 2432232314}'),
    } as const
    expect(
      standard.verify(delivery, { secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], settings: {} }, new Date(1614265330_000)),
    ).toBe(true)
  })

  it('takes what the sender’s library signs, several signatures, and five minutes either way', () => {
    const at = (offset: number) => new Date(now.getTime() + offset * 1000)
    for (const offset of [-300, 0, 300]) expect(standard.verify(sign(body, secret, { at: at(offset) }), config, now)).toBe(true)
    const mine = new Webhook(secret).sign('msg_1', now, body)
    const theirs = new Webhook(foreign).sign('msg_1', now, body)
    const list = (value: string) => ({
      ...sign(body, secret),
      headers: { ...sign(body, secret).headers, 'webhook-signature': value },
    })
    for (const value of [mine, `${theirs} ${mine}`, `${mine} ${theirs}`, `v1a,QUJD ${mine}`])
      expect(standard.verify(list(value), config, now)).toBe(true)
    expect(standard.verify(list(theirs), config, now)).toBe(false)
  })

  it('does not take bytes that merely read like the signed ones', () => {
    const replacement = Buffer.from('{"id":"m","from":"+33639981234","channel":"sms","text":"\uFFFD"}')
    const invalid = Buffer.concat([replacement.subarray(0, -5), Buffer.from([0xff]), replacement.subarray(-2)])
    expect(invalid.toString('utf8')).toBe(replacement.toString('utf8'))
    expect(standard.verify(sign(replacement, secret), config, now)).toBe(true)
    expect(standard.verify({ ...sign(replacement, secret), body: invalid }, config, now)).toBe(false)
  })

  it('takes a secret with or without its prefix', () => {
    expect(standard.verify(sign(body, secret), { secrets: [secret.replace('whsec_', '')], settings: {} }, now)).toBe(true)
  })
})
