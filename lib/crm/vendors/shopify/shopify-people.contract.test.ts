// Two who become one in Shopify's own time and by its own rules, and its words for consent.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { closeShopifys, openShopify } from './__fixtures__/shopify-world'

vi.mock('@/lib/shared/log', () => {
  const silent = () => undefined
  return { log: () => ({ debug: silent, info: silent, warn: silent, error: silent }) }
})

afterEach(closeShopifys)

const phones = { first: '+33639980101', second: '+33639980102', third: '+33639980103' }

describe('merging', () => {
  const pair = async (kept: object, gone: object) => {
    const world = await openShopify({ mergeTakes: 300 })
    const [one, other] = [
      await world.crm.createCustomer({ firstName: 'Marie', ...kept }),
      await world.crm.createCustomer({ firstName: 'M.', ...gone }),
    ]
    return { ...world, one, other }
  }

  test.each([
    ['both with an address', { email: 'marie@example.org' }, { email: 'm@example.org' }],
    ['one with', { email: 'marie@example.org' }, { phone: phones.second }],
    ['the other with', { phone: phones.first }, { email: 'm@example.org' }],
    ['neither', { phone: phones.first }, { phone: phones.second }],
    ['neither, nor a number', {}, {}],
  ])('%s: the one who is kept is the one we said, and has all', async (_what, kept, gone) => {
    const { shop, crm, one, other } = await pair(kept, gone)
    const { customer, moved } = await crm.mergeCustomers(one.id, other.id)
    expect(customer.id).toBe(one.id)
    expect(customer.firstName).toBe('Marie')
    const values = [...one.handles, ...other.handles].map(({ value }) => value).sort()
    expect(customer.handles.map(({ value }) => value).sort()).toEqual(values)
    expect(moved.handles).toBe(other.handles.length)
    for (const { kind, value } of customer.handles)
      expect((kind === 'email' ? await crm.getCustomerByEmail(value) : await crm.getCustomerByPhone(value))?.id, value).toBe(
        one.id,
      )
    expect(shop.live(other.id)).toBeNull()
  })

  test('three in a row keep every number', async () => {
    const { crm } = await openShopify()
    const [a, b, c] = await Promise.all(Object.values(phones).map((phone) => crm.createCustomer({ firstName: 'Marie', phone })))
    await crm.mergeCustomers(b?.id ?? '', c?.id ?? '')
    await crm.mergeCustomers(a?.id ?? '', b?.id ?? '')
    for (const phone of Object.values(phones)) expect((await crm.getCustomerByPhone(phone))?.id).toBe(a?.id)
    await expect(crm.createCustomer({ firstName: 'X', phone: phones.third })).rejects.toMatchObject({
      reason: 'duplicate_phone',
      params: { existingId: a?.id },
    })
  })

  test('the one whom Shopify kept after all is followed', async () => {
    // Nothing is left of somebody who is an address alone: it cannot be moved before.
    const { shop, crm } = await openShopify()
    const kept = await crm.createCustomer({ firstName: 'Marie', phone: phones.first, metadata: { size: 38 } })
    const gone = shop.addCustomer({ email: 'm@example.org' })
    const { customer } = await crm.mergeCustomers(kept.id, gone.id)
    expect(customer.id).toBe(gone.id)
    expect(customer).toMatchObject({ firstName: 'Marie', email: 'm@example.org', phone: phones.first, metadata: { size: 38 } })
  })

  test('what Shopify refuses, at once or in the end, is told, and both stay', async () => {
    const { shop, crm, one, other } = await pair({ email: 'marie@example.org' }, { phone: phones.second })
    shop.refusesMerge = 'CUSTOMER_HAS_GIFT_CARDS'
    await expect(crm.mergeCustomers(one.id, other.id)).rejects.toMatchObject({ code: 'invalid', reason: 'merge_refused' })
    shop.refusesMerge = null
    shop.failsMerge = true
    await expect(crm.mergeCustomers(one.id, other.id)).rejects.toMatchObject({ code: 'invalid', reason: 'merge_refused' })
    expect(shop.live(one.id)).not.toBeNull()
    expect(shop.live(other.id)).not.toBeNull()
  })
})

describe('consent', () => {
  test('is Shopify’s own state of each channel, and the ledger beside it', async () => {
    const { shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana', email: 'ana@example.org', phone: phones.first })
    expect((await crm.getPreferences(id)).optIn).toEqual({ email: null, sms: null, whatsapp: null, phone: null })
    const after = await crm.updatePreferences(id, {
      optIn: { email: true, sms: false, whatsapp: true, phone: false },
      source: 'shop-form',
      proof: 'Case cochée',
    })
    expect(after.optIn).toEqual({ email: true, sms: false, whatsapp: true, phone: false })
    expect(shop.live(id)).toMatchObject({
      emailConsent: { state: 'SUBSCRIBED' },
      smsConsent: { state: 'UNSUBSCRIBED' },
      whatsappConsent: { state: 'SUBSCRIBED' },
    })
    expect(after.consents.find(({ channel }) => channel === 'email')).toMatchObject({ source: 'shop-form', proof: 'Case cochée' })
  })

  test('that somebody took back in the shop counts', async () => {
    const { shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    await crm.updatePreferences(id, { optIn: { email: true }, source: 'shop-form' })
    const one = shop.live(id)
    if (one !== null) one.emailConsent = { state: 'UNSUBSCRIBED', level: null, at: shop.tick() }
    const { optIn, consents } = await crm.getPreferences(id)
    expect(optIn.email).toBe(false)
    expect(consents.find(({ channel }) => channel === 'email')?.source).toBe('shopify')
  })

  test('from before a refusal is no new agreement', async () => {
    const { shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana', email: 'ana@example.org' })
    await crm.updatePreferences(id, { optIn: { email: true }, source: 'shop-form' })
    const agreed = shop.live(id)?.emailConsent
    await crm.updatePreferences(id, { optIn: { email: false }, source: 'message' })
    const one = shop.live(id)
    // As if the refusal had not reached it.
    if (one !== null && agreed !== undefined) one.emailConsent = agreed
    expect((await crm.getPreferences(id)).optIn.email).toBe(false)
    if (one !== null) one.emailConsent = { state: 'SUBSCRIBED', level: null, at: Date.now() + 60_000 }
    expect((await crm.getPreferences(id)).optIn.email).toBe(true)
  })

  test.each(['PENDING', 'REDACTED', 'INVALID', 'NOT_SUBSCRIBED', 'NEVER_SUBSCRIBED'])(
    '%s is neither yes nor no',
    async (state) => {
      const { shop, crm } = await openShopify()
      const one = shop.addCustomer({
        firstName: 'Ana',
        email: 'ana@example.org',
        phone: phones.first,
        emailConsent: {
          state: state === 'REDACTED' || state === 'NEVER_SUBSCRIBED' ? 'NOT_SUBSCRIBED' : state,
          level: null,
          at: null,
        },
        smsConsent: { state: state === 'INVALID' || state === 'NOT_SUBSCRIBED' ? 'PENDING' : state, level: null, at: null },
      })
      expect((await crm.getPreferences(one.id)).optIn).toMatchObject({ email: null, sms: null })
    },
  )
})
