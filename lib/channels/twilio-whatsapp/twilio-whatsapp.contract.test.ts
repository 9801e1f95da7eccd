// WhatsApp through Twilio: the channel contract and who a message is from.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { runChannelContract } from '../contract/run-channel-contract'
import { twilioWorld } from '../contract/twilio-world'
import { twilioWhatsapp } from '.'

const file = (name: string): Buffer => readFileSync(new URL(`__fixtures__/${name}.form`, import.meta.url))
const form = (fields: Record<string, string>): Buffer => Buffer.from(new URLSearchParams(fields).toString())

runChannelContract('twilio-whatsapp', {
  ...twilioWorld,
  type: twilioWhatsapp,
  bodies: {
    text: {
      body: file('text'),
      reads: {
        externalId: 'SM1b61fa5fbb8a4f2f8a9e6f3a1c1d0001',
        channel: 'whatsapp',
        from: '+33639981234',
        fromKind: 'phone',
        alsoKnownAs: null,
        senderName: 'Jean 🌻',
        text: 'Bonjour',
      },
    },
    'a number and an id': {
      body: file('number-and-id'),
      reads: { from: '+33639981234', fromKind: 'phone', alsoKnownAs: { kind: 'whatsapp', value: 'FR.13491208655302741918' } },
    },
    'a hidden number': {
      body: file('hidden-number'),
      reads: { from: 'FR.13491208655302741918', fromKind: 'whatsapp', alsoKnownAs: null },
    },
    'a picture without text': {
      body: file('picture'),
      reads: {
        text: '',
        media: [
          {
            url: 'https://api.twilio.com/2010-04-01/Accounts/AC00000000000000000000000000000000/Messages/MM4/Media/ME1',
            contentType: 'image/jpeg',
          },
        ],
      },
    },
    'a place': { body: file('location'), reads: { text: '', media: [] } },
  },
  malformed: {
    'a body without MessageSid': { body: form({ From: 'whatsapp:+33639981234' }), field: 'MessageSid' },
    nobody: { body: form({ MessageSid: 'SM1', Body: 'x', ProfileName: 'Jean' }), field: 'From' },
    'an empty address': { body: form({ MessageSid: 'SM1', From: 'whatsapp:' }), field: 'From' },
  },
})

describe('twilio-whatsapp: who wrote', () => {
  const senderOf = (fields: Record<string, string>) => {
    const delivery = twilioWorld.sign(form({ MessageSid: 'SM1', ...fields }), twilioWorld.secrets[0])
    const [message] = twilioWhatsapp.parse(delivery, { secrets: [], settings: {} }).messages
    return [message!.fromKind, message!.from, message!.alsoKnownAs?.value ?? null]
  }
  it.each([
    [{ From: 'whatsapp:+33639981234' }, ['phone', '+33639981234', null]],
    [{ WaId: '33639981234' }, ['phone', '+33639981234', null]],
    [{ WaId: '33639981234', ExternalUserId: 'whatsapp:FR.1' }, ['phone', '+33639981234', 'FR.1']],
    [{ ExternalUserId: 'whatsapp:FR.ENT.abc1' }, ['whatsapp', 'FR.ENT.abc1', null]],
    [{ From: 'whatsapp:FR.1', WaId: '33639981234' }, ['phone', '+33639981234', 'FR.1']],
    [{ From: 'whatsapp:jean.dupont' }, ['unknown', 'jean.dupont', null]],
    [{ From: 'whatsapp:+33639981234', ExternalUserId: 'whatsapp:not an id' }, ['phone', '+33639981234', null]],
  ])('%o', (fields, expected) => expect(senderOf(fields)).toEqual(expected))

  it('cuts a name that is far too long instead of losing the message', () => {
    const delivery = twilioWorld.sign(
      form({ MessageSid: 'SM1', From: 'whatsapp:+33639981234', ProfileName: 'x'.repeat(1000) }),
      twilioWorld.secrets[0],
    )
    expect(twilioWhatsapp.parse(delivery, { secrets: [], settings: {} }).messages[0]!.senderName).toHaveLength(200)
  })
})
