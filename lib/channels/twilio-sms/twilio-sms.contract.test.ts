// SMS through Twilio: the channel contract and what is special to it.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { address, now } from '../contract/channel-world'
import { runChannelContract } from '../contract/run-channel-contract'
import { twilioWorld } from '../contract/twilio-world'
import { twilioSms } from '.'

const file = (name: string): Buffer => readFileSync(new URL(`__fixtures__/${name}.form`, import.meta.url))
const text = file('text')
const [secret] = twilioWorld.secrets
const config = { secrets: [secret], settings: {} }
const form = (fields: Record<string, string>): Buffer => Buffer.from(new URLSearchParams(fields).toString())

runChannelContract('twilio-sms', {
  ...twilioWorld,
  type: twilioSms,
  bodies: {
    text: {
      body: text,
      reads: {
        externalId: 'SM0b61fa5fbb8a4f2f8a9e6f3a1c1d0001',
        channel: 'sms',
        from: '+33639981234',
        fromKind: 'phone',
        to: '+33939980000',
        text: 'Bonjour, avez-vous la robe bleue en 38 ?',
        media: [],
      },
    },
    'accents and emoji': { body: file('accents-and-emoji'), reads: { text: '  Hélène : « déjà reçu » 👗\r\n€ 42 ' } },
    'a picture without text': {
      body: file('picture-without-text'),
      reads: {
        text: '',
        media: [1, 2].map((n) => ({
          url: `https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/MM3/Media/ME${n}`,
          contentType: n === 1 ? 'image/jpeg' : 'image/png',
        })),
      },
    },
    'a short code': { body: file('short-code'), reads: { from: '36105', fromKind: 'unknown' } },
    'a sender with a name': { body: file('alphanumeric-sender'), reads: { from: 'MaBanque', fromKind: 'unknown' } },
    'an opt-out': { body: file('opt-out'), reads: { text: 'STOP' } },
    'fields nobody knows yet': { body: file('new-fields'), reads: { text: 'Avec des champs nouveaux' } },
    'a field that is repeated': { body: file('repeated-field'), reads: { text: 'Deux fois' } },
  },
  malformed: {
    'a body without MessageSid': { body: form({ From: '+33639981234', Body: 'x' }), field: 'MessageSid' },
    'an empty MessageSid': { body: form({ MessageSid: '', From: '+33639981234' }), field: 'MessageSid' },
    'a MessageSid with a line break': { body: form({ MessageSid: 'SM1\n', From: '+33639981234' }), field: 'MessageSid' },
    'a body without From': { body: form({ MessageSid: 'SM1', Body: 'x' }), field: 'From' },
    'a NumMedia that is no number': {
      body: form({ MessageSid: 'SM1', From: '+33639981234', NumMedia: 'many' }),
      field: 'NumMedia',
    },
    'too many pictures': { body: form({ MessageSid: 'SM1', From: '+33639981234', NumMedia: '1000' }), field: 'NumMedia' },
    JSON: { body: Buffer.from('{"MessageSid":"SM1","From":"+33639981234"}'), field: 'MessageSid' },
  },
})

describe('twilio-sms', () => {
  it('takes the example that Twilio publishes', () => {
    const body = form({
      CallSid: 'CA1234567890ABCDE',
      Caller: '+14158675309',
      Digits: '1234',
      From: '+14158675309',
      To: '+18005551212',
    })
    const delivery = {
      method: 'POST',
      url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
      headers: { 'x-twilio-signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=' },
      body,
    } as const
    expect(twilioSms.verify(delivery, { secrets: ['12345'], settings: {} }, now)).toBe(true)
    expect(
      twilioSms.verify({ ...delivery, url: delivery.url.replace('https', 'http') }, { secrets: ['12345'], settings: {} }, now),
    ).toBe(false)
  })

  it('with an account in its settings refuses deliveries of others', () => {
    const account = (accountSid: string) => ({ secrets: [secret], settings: { accountSid } })
    expect(twilioSms.verify(twilioWorld.sign(text, secret), account('AC00000000000000000000000000000000'), now)).toBe(true)
    expect(twilioSms.verify(twilioWorld.sign(text, secret), account('AC11111111111111111111111111111111'), now)).toBe(false)
  })

  it('with a public address in its settings checks that one, and the query of the request', () => {
    const publicUrl = 'https://shop.example.org/sms'
    const behindProxy = { secrets: [secret], settings: { publicUrl } }
    const signed = twilioWorld.sign(text, secret, { url: `${publicUrl}?a=1` })
    expect(twilioSms.verify({ ...signed, url: `${address}?a=1` }, behindProxy, now)).toBe(true)
    expect(twilioSms.verify({ ...signed, url: address }, behindProxy, now)).toBe(false)
    expect(twilioSms.verify({ ...signed, url: `${address}?a=1` }, config, now)).toBe(false)
    expect(
      twilioSms.verify(
        twilioSms.sample({ from: '+33639981234', text: 'x', externalId: 'SM1' }, behindProxy, address, now),
        behindProxy,
        now,
      ),
    ).toBe(true)
  })

  it('with a query in that address takes it to the letter, however the request spells it', () => {
    const publicUrl = 'https://shop.example.org/sms?a=b%20c&d'
    const exact = { secrets: [secret], settings: { publicUrl } }
    const signed = twilioWorld.sign(text, secret, { url: publicUrl })
    expect(twilioSms.verify({ ...signed, url: `${address}?a=b+c&d=` }, exact, now)).toBe(true)
    expect(twilioSms.verify({ ...twilioWorld.sign(text, secret, { url: `${address}?a=b+c&d=` }) }, exact, now)).toBe(false)
  })
})
