// The till's cards on a real database: complete, bounded, of this shop alone, in few statements.
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { getPreferences, updatePreferences } from '@/lib/consent/update-preferences'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { logInteraction } from '@/lib/customers/log-interaction'
import { mergeCustomers } from '@/lib/customers/merge-customers'
import { recordOrder } from '@/lib/customers/record-order'
import { addTags } from '@/lib/customers/tag-customer'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { readCustomerCards } from './customer-cards'

let shops: TestShops
let shop: Shop
let useCase: UseCase
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  shop = await shops.create()
  useCase = shops.useCase(shop)
})
afterAll(() => shops.close())

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000)
const eur = (amount: number) => ({ amount, currency: 'EUR' })
const find = async (typed: string, most = 8) => readCustomerCards(shop, typed, most)

describe('readCustomerCards', () => {
  test('a card has the three latest purchases, the newest word per channel, tags and every way to reach', async () => {
    const { id } = await createCustomer(useCase, {
      firstName: 'Hélène',
      lastName: 'Dupont',
      phone: '06 39 98 12 34',
      email: 'Helene@example.org',
      segment: 'vip',
      tags: ['retouches', 'Fidèle'],
    })
    for (const [days, amount] of [
      [40, 1000],
      [30, 2000],
      [20, 3000],
      [10, 4500],
    ] as const)
      await recordOrder(useCase, id, { externalId: `o-${String(days)}`, total: eur(amount), placedAt: daysAgo(days) })
    await recordOrder(useCase, id, { externalId: 'late', total: eur(900), placedAt: daysAgo(5), status: 'cancelled' })
    await updatePreferences(useCase, id, { optIn: { sms: true, email: true }, source: 'in-store' })
    await updatePreferences(useCase, id, { optIn: { sms: false } })
    await logInteraction(useCase, id, { type: 'message_received', channel: 'sms', description: 'Bonjour', timestamp: daysAgo(1) })

    const { cards, more } = await find('1234')
    expect(more).toBe(false)
    expect(cards).toHaveLength(1)
    const [card] = cards
    expect(card).toMatchObject({
      id,
      firstName: 'Hélène',
      lastName: 'Dupont',
      phones: ['+33639981234'],
      emails: ['helene@example.org'],
      segment: 'vip',
      lastContactChannel: 'sms',
      totalOrders: 4,
      totalSpent: eur(10_500),
    })
    expect(card?.orders.map(({ total, status }) => [total.amount, status])).toEqual([
      [900, 'cancelled'],
      [4500, 'paid'],
      [3000, 'paid'],
    ])
    expect(card?.tags.map(({ name }) => name)).toEqual(['Fidèle', 'retouches'])
    const { optIn } = await getPreferences(useCase, id)
    expect(Object.fromEntries(card?.consents.map(({ channel, granted }) => [channel, granted]) ?? [])).toEqual({
      sms: optIn.sms,
      email: optIn.email,
    })
    expect([optIn.sms, optIn.email, optIn.phone]).toEqual([false, true, null])
  })

  test('a customer with nothing is a card too', async () => {
    const { id } = await createCustomer(useCase, { phone: '06 39 98 00 01' })
    const { cards } = await find('0001')
    expect(cards).toEqual([
      {
        id,
        firstName: null,
        lastName: null,
        phones: ['+33639980001'],
        emails: [],
        segment: null,
        lastContactAt: null,
        lastContactChannel: null,
        totalOrders: 0,
        totalSpent: null,
        orders: [],
        consents: [],
        tags: [],
      },
    ])
  })

  test('another shop’s customer never appears, searched for or not', async () => {
    const other = shops.useCase(await shops.create())
    const theirs = await createCustomer(other, { firstName: 'Canari', phone: '06 39 98 45 45', email: 'canari@example.org' })
    await recordOrder(other, theirs.id, { externalId: '1', total: eur(100), placedAt: daysAgo(1) })
    await logInteraction(other, theirs.id, { type: 'call', channel: 'phone', description: '', timestamp: daysAgo(1) })
    for (const typed of ['4545', 'canari', 'canari@example.org', '06 39 98 45 45', theirs.id, ''])
      expect(await find(typed)).toEqual({ cards: [], more: false })
    // The same number in both shops: each sees its own, with its own purchases.
    const ours = await createCustomer(useCase, { firstName: 'Serin', phone: '06 39 98 45 45' })
    const { cards } = await find('4545')
    expect(cards.map(({ id, orders }) => [id, orders])).toEqual([[ours.id, []]])
  })

  test('who is archived or merged away is gone; the kept one has both numbers and all purchases', async () => {
    const gone = await createCustomer(useCase, { firstName: 'Partie', phone: '06 39 98 77 77' })
    await deleteCustomer(useCase, gone.id)
    const kept = await createCustomer(useCase, { firstName: 'Zoé', phone: '06 39 98 11 11' })
    const twice = await createCustomer(useCase, { firstName: 'Zoé', phone: '06 39 98 22 22' })
    await recordOrder(useCase, twice.id, { externalId: '1', total: eur(700), placedAt: daysAgo(2) })
    await mergeCustomers(useCase, kept.id, twice.id)
    expect((await find('7777')).cards).toEqual([])
    const { cards } = await find('2222')
    expect(cards.map(({ id, phones, orders }) => [id, phones.toSorted(), orders.length])).toEqual([
      [kept.id, ['+33639981111', '+33639982222'], 1],
    ])
  })

  test('without a text: those with the latest contact, newest first, and nobody who never was', async () => {
    const contacts: [string, number][] = [
      ['Avant-hier', 2],
      ['Hier', 1],
      ['Jadis', 300],
    ]
    for (const [firstName, days] of contacts) {
      const { id } = await createCustomer(useCase, { firstName })
      await logInteraction(useCase, id, { type: 'call', channel: 'phone', description: '', timestamp: daysAgo(days) })
    }
    await createCustomer(useCase, { firstName: 'Jamais' })
    const { cards, more } = await find('   ', 2)
    expect([cards.map(({ firstName }) => firstName), more]).toEqual([['Hier', 'Avant-hier'], true])
  })

  test('eight cards of a dozen namesakes take one statement, begin and commit beside', async () => {
    for (let at = 0; at < 12; at++) {
      const { id } = await createCustomer(useCase, { firstName: 'Marie', lastName: `Durand ${'abcdefghijkl'.charAt(at)}` })
      await recordOrder(useCase, id, { externalId: String(at), total: eur(100 + at), placedAt: daysAgo(at) })
      await addTags(useCase, id, ['fidèle'])
      await updatePreferences(useCase, id, { optIn: { sms: true }, source: 'in-store' })
    }
    const sent = vi.spyOn(pg.Client.prototype, 'query')
    try {
      const { cards, more } = await find('marie durand')
      expect([cards.length, more]).toEqual([8, true])
      expect(cards.every(({ orders, tags, consents }) => orders.length === 1 && tags.length === 1 && consents.length === 1)).toBe(
        true,
      )
      expect(sent.mock.calls.map(([text]) => String(text).trim().slice(0, 6))).toEqual(['begin;', 'select', 'commit'])
    } finally {
      sent.mockRestore()
    }
  })
})
