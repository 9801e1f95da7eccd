import { describe, expect, it } from 'vitest'
import type { ContactChannel, HandleKind } from '@/lib/customers/customer'
import { channelAddress } from './channel-address'
import { whyNotAsk } from './why-not-ask'

const handle = (kind: HandleKind, value: string, isPrimary = false) => ({ kind, value, isPrimary })
const all: ContactChannel[] = ['sms', 'whatsapp', 'email', 'phone']
const reach = (...handles: ReturnType<typeof handle>[]) => all.map((channel) => channelAddress(channel, handles))

const [mobile, other, landline, id] = ['+33639981234', '+33639981299', '+33145678901', 'FR.13491208655302741918']

describe('where a customer is reached', () => {
  it('is the primary address of the channel', () => {
    expect(
      reach(handle('phone', other), handle('phone', mobile, true), handle('email', 'b@x.fr'), handle('email', 'a@x.fr', true)),
    ).toEqual([mobile, mobile, 'a@x.fr', mobile])
  })

  it('is nowhere without one', () => {
    expect(reach()).toEqual([null, null, null, null])
    expect(reach(handle('username', 'instagram:ana'), handle('reference', 'C-12'))).toEqual([null, null, null, null])
    expect(reach(handle('email', 'a@x.fr'))).toEqual([null, null, 'a@x.fr', null])
  })

  it('is no landline for a text', () => {
    expect(reach(handle('phone', landline, true))).toEqual([null, null, null, landline])
    expect(reach(handle('phone', landline, true), handle('phone', mobile))).toEqual([mobile, mobile, null, landline])
  })

  it('is the number of WhatsApp itself first, and its id last', () => {
    expect(reach(handle('phone', mobile, true), handle('whatsapp', other))).toEqual([mobile, other, null, mobile])
    expect(reach(handle('phone', mobile, true), handle('whatsapp', id))).toEqual([mobile, mobile, null, mobile])
    expect(reach(handle('whatsapp', id))).toEqual([null, id, null, null])
  })
})

describe('whether he is asked', () => {
  it.each([
    [{ address: mobile, state: null, asked: false }, null],
    [{ address: mobile, state: 'granted', asked: false }, 'agreed'],
    [{ address: mobile, state: 'denied', asked: true }, 'denied'],
    [{ address: null, state: 'denied', asked: false }, 'denied'],
    [{ address: null, state: null, asked: false }, 'no_address'],
    [{ address: mobile, state: null, asked: true }, 'asked'],
  ] as const)('%o: %s', (askable, because) => {
    expect(whyNotAsk(askable)).toBe(because)
  })
})
