// The contract's world for both Twilio channels: the signature as Twilio documents it, written without its library.
// https://www.twilio.com/docs/usage/security#validating-requests
import { createHmac } from 'node:crypto'
import type { RawDelivery } from '@/lib/messages/channel'
import { address, type ChannelWorld } from './channel-world'

function twilioSignature(body: Buffer, token: string, url: string, algorithm = 'sha1'): string {
  const form = new URLSearchParams(body.toString('utf8'))
  const pairs = [...new Set(form.keys())].sort().map((name) =>
    [...new Set(form.getAll(name))]
      .sort()
      .map((value) => name + value)
      .join(''),
  )
  return createHmac(algorithm, token)
    .update(url + pairs.join(''), 'utf8')
    .digest('base64')
}

const signTwilio: ChannelWorld['sign'] = (body, token, { url = address } = {}): RawDelivery => ({
  method: 'POST',
  url,
  headers: {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'x-twilio-signature': twilioSignature(body, token, url),
  },
  body,
})

/** What both channels share; the token is an invented one. */
export const twilioWorld = {
  settings: {},
  secrets: ['0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210'],
  sign: signTwilio,
  signatureHeader: 'x-twilio-signature',
  signsAddress: true,
  signsTime: false,
  // The scheme signs the decoded fields: "%2B" and "%2b" are one.
  sameToScheme: (one, other) => twilioSignature(one, 'k', '') === twilioSignature(other, 'k', ''),
  forgeries: (genuine, token) => {
    const sorted = [...new URLSearchParams(genuine.body.toString('utf8'))].map(
      ([name, value]) => [name, value.trim()] as [string, string],
    )
    const signed = (data: string): RawDelivery => ({
      ...genuine,
      headers: { ...genuine.headers, 'x-twilio-signature': createHmac('sha1', token).update(data).digest('base64') },
    })
    const withField = (name: string, value: string): RawDelivery => ({
      ...genuine,
      body: Buffer.concat([genuine.body, Buffer.from(`&${name}=${value}`)]),
    })
    return {
      'sha256 in place of sha1': {
        ...genuine,
        headers: { ...genuine.headers, 'x-twilio-signature': twilioSignature(genuine.body, token, address, 'sha256') },
      },
      'the address alone': signed(address),
      'the raw body instead of its fields': signed(address + genuine.body.toString('utf8')),
      'fields in the order sent': signed(address + [...new URLSearchParams(genuine.body.toString('utf8'))].flat().join('') + ' '),
      'another account': withField('AccountSid', 'AC1'),
      'a second Body': withField('Body', 'forged'),
      'a second From': withField('From', '%2B33639980000'),
      'a field more': withField('tenantId', 'another-shop'),
      'the fields as JSON': {
        ...genuine,
        headers: { ...genuine.headers, 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify(Object.fromEntries(sorted))),
      },
      'a JSON body with its hash in the address': {
        ...signed(`${address}?bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a`),
        url: `${address}?bodySHA256=44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a`,
        body: Buffer.from('{}'),
      },
      'a GET of Twilio sent as a POST': {
        ...signed(`${address}?MessageSid=SM1&From=x`),
        url: `${address}?MessageSid=SM1&From=x`,
        body: Buffer.alloc(0),
      },
    }
  },
  accepted: { status: 200, contentType: 'text/xml; charset=utf-8', body: '<?xml version="1.0" encoding="UTF-8"?><Response/>' },
} as const satisfies Partial<ChannelWorld>
