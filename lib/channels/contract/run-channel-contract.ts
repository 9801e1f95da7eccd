// What every channel promises, run for each of them. No skips.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { inboundMessageSchema } from '@/lib/messages/inbound-message'
import { address, type ChannelWorld, now } from './channel-world'
import { forgeriesOf } from './forgeries'

export function runChannelContract(name: string, world: ChannelWorld): void {
  const { type, settings, secrets } = world
  const [secret, foreign] = secrets
  const config = { secrets: [secret], settings }
  const bodies = Object.entries(world.bodies)

  describe(`channel contract: ${name}`, () => {
    it('is described: id, settings, secret, size', () => {
      expect(type.id).toBe(name)
      expect(type.settingsSchema.safeParse(settings).success).toBe(true)
      expect(type.settingsSchema.safeParse({ ...settings, tenantId: 'another' }).success).toBe(false)
      expect(secrets.map((one) => type.secretSchema.safeParse(one).success)).toEqual([true, true])
      expect(['', ' ', 'two words of a secret', 'x'.repeat(1000)].map((one) => type.secretSchema.safeParse(one).success)).toEqual(
        [false, false, false, false],
      )
      const made = type.makeSecret()
      expect(type.secretSchema.safeParse(made).success).toBe(true)
      expect(type.makeSecret()).not.toBe(made)
      expect(type.maxBytes).toBeGreaterThan(16_000)
      expect(type.maxBytes).toBeLessThanOrEqual(1024 * 1024)
    })

    describe('genuine deliveries', () => {
      const genuine = bodies.flatMap(([title, { body, reads }]) => [
        { title, delivery: world.sign(body, secret), reads },
        {
          title: `${title}, a minute ago, its query in the address`,
          delivery: world.sign(body, secret, { url: `${address}?shop=1&q=%27a%20b`, at: new Date(now.getTime() - 60_000) }),
          reads,
        },
      ])
      it('are ten or more', () => expect(genuine.length).toBeGreaterThanOrEqual(10))
      it.each(genuine)('$title', ({ delivery, reads }) => {
        expect(type.verify(delivery, config, now)).toBe(true)
        const { eventId, messages } = type.parse(delivery, config)
        expect(eventId).not.toBe('')
        expect(messages.map((message) => inboundMessageSchema.parse(message))).toEqual([expect.objectContaining(reads)])
      })
    })

    it.each(bodies.map(([title]) => title))('forgeries of "%s" are forty or more, and none passes', (title) => {
      const forged = Object.entries(forgeriesOf(world, title))
      expect(forged.length).toBeGreaterThanOrEqual(40)
      expect(forged.filter(([, delivery]) => type.verify(delivery, config, now)).map(([kind]) => kind)).toEqual([])
    })

    it('takes nothing while there is no secret, or an empty one', () => {
      for (const [, { body }] of bodies)
        for (const none of [[], ['']]) expect(type.verify(world.sign(body, secret), { secrets: none, settings }, now)).toBe(false)
    })

    it('never throws while verifying, whatever comes', () => {
      const headers = fc.dictionary(
        fc.constantFrom('x-twilio-signature', 'webhook-id', 'webhook-timestamp', 'webhook-signature', 'content-type'),
        fc.string(),
      )
      fc.assert(
        fc.property(
          headers,
          fc.uint8Array({ maxLength: 200 }),
          fc.array(fc.string(), { maxLength: 3 }),
          fc.anything(),
          (given, body, some, odd) => {
            const delivery = { method: 'POST', url: address, headers: given, body: Buffer.from(body) } as const
            expect(type.verify(delivery, { secrets: some, settings: odd }, now)).toBe(false)
          },
        ),
        { numRuns: 300 },
      )
    })

    it('takes both secrets while one is being replaced, and only them', () => {
      const [[, { body }]] = bodies as [(typeof bodies)[number]]
      const third = type.makeSecret()
      const rotating = { secrets: [foreign, secret], settings }
      expect([secret, foreign, third].map((one) => type.verify(world.sign(body, one), rotating, now))).toEqual([
        true,
        true,
        false,
      ])
    })

    it('gives a repeated delivery the same event id, and another message another one', () => {
      const ids = bodies.map(([title, { body }]) => {
        const first = type.parse(world.sign(body, secret, { deliveryId: `d-${title}` }), config)
        const again = type.parse(
          world.sign(body, foreign, { deliveryId: `d-${title}`, at: new Date(now.getTime() + 90_000) }),
          config,
        )
        expect(again.eventId).toBe(first.eventId)
        expect(again.messages.map((message) => message.externalId)).toEqual(first.messages.map((message) => message.externalId))
        return first.eventId
      })
      expect(new Set(ids).size).toBe(ids.length)
    })

    it.each(Object.entries(world.malformed))('refuses to read %s, naming the field', (_, { body, field }) => {
      const delivery = world.sign(body, secret)
      expect(type.verify(delivery, config, now)).toBe(true)
      let thrown: unknown
      try {
        type.parse(delivery, config)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(CrmError)
      expect(thrown).toMatchObject({ code: 'invalid' })
      expect((thrown as CrmError).issues.map((issue) => issue.path.join('.'))).toContain(field)
    })

    it('answers as the sender expects', () => expect(type.accepted()).toEqual(world.accepted))

    it('makes samples that pass its own door and carry what they were asked to', () => {
      const asked = { from: '+33639981234', text: 'Essai : é à 👗 + & =', externalId: `SM${'0'.repeat(32)}` }
      const sample = type.sample(asked, config, address, now)
      expect(type.verify(sample, config, now)).toBe(true)
      expect(type.verify(sample, { ...config, secrets: [foreign] }, now)).toBe(false)
      expect(type.parse(sample, config).messages).toEqual([expect.objectContaining(asked)])
      expect(sample.headers['content-type']?.split(';')[0]).toBe(type.mediaType)
    })
  })
}
