// The home page's figures on a real database: the shop's own days and money, nobody else's.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createCustomer } from '@/lib/customers/create-customer'
import { deleteCustomer } from '@/lib/customers/delete-customer'
import { logInteraction } from '@/lib/customers/log-interaction'
import { recordOrder } from '@/lib/customers/record-order'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { readOverview } from './overview-repo'

let shops: TestShops
let shop: Shop
let useCase: UseCase
beforeAll(async () => void (shops = await openTestShops()))
beforeEach(async () => {
  shop = await shops.create()
  useCase = shops.useCase(shop)
})
afterAll(() => shops.close())

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
const eur = (amount: number) => ({ amount, currency: 'EUR' })

describe('readOverview', () => {
  test('an empty shop has thirty empty days', async () => {
    const { figures, waiting, newCustomers } = await readOverview(shop, 30)
    expect(figures).toMatchObject({ hasCustomers: false, hasChannels: false, hasReceived: false })
    expect(figures.days).toHaveLength(30)
    expect(figures.days.at(-1)?.day).toBe(new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' }).format(new Date()))
    expect(figures.days.every(({ customers, messages, revenue }) => customers + messages + revenue === 0)).toBe(true)
    expect([waiting, newCustomers]).toEqual([[], []])
  })

  test('counts customers and money of the period, without what was cancelled, given back or in other money', async () => {
    const { id } = await createCustomer(useCase, { firstName: 'Hélène', phone: '06 39 98 12 34' })
    const gone = await createCustomer(useCase, { firstName: 'Partie' })
    await deleteCustomer(useCase, gone.id)
    await recordOrder(useCase, id, { externalId: '1', total: eur(5000), placedAt: hoursAgo(1) })
    await recordOrder(useCase, id, { externalId: '2', total: eur(3000), refunded: eur(1000), placedAt: hoursAgo(24 * 10) })
    await recordOrder(useCase, id, { externalId: '3', total: eur(9900), placedAt: hoursAgo(2), status: 'cancelled' })
    await recordOrder(useCase, id, { externalId: '4', total: { amount: 777, currency: 'USD' }, placedAt: hoursAgo(2) })
    await recordOrder(useCase, id, { externalId: '5', total: eur(8800), placedAt: hoursAgo(24 * 40) })
    const { figures, newCustomers } = await readOverview(shop, 30)
    const sum = (name: 'customers' | 'revenue') => figures.days.reduce((total, day) => total + day[name], 0)
    expect([sum('customers'), sum('revenue')]).toEqual([1, 7000])
    expect(newCustomers.map((one) => one.firstName)).toEqual(['Hélène'])
  })

  test('a message waits until somebody answered or called', async () => {
    const write = async (phone: string, ...types: ('message_received' | 'message_sent' | 'call' | 'note_added')[]) => {
      const { id } = await createCustomer(useCase, { phone })
      for (const [at, type] of types.entries())
        await logInteraction(useCase, id, { type, channel: 'sms', description: `${type} ${at}`, timestamp: hoursAgo(10 - at) })
      return id
    }
    const asks = await write('06 39 98 00 01', 'message_received', 'message_sent', 'message_received', 'note_added')
    await write('06 39 98 00 02', 'message_received', 'message_sent')
    await write('06 39 98 00 03', 'message_received', 'call')
    await write('06 39 98 00 04')
    const { waiting } = await readOverview(shop, 30)
    expect(waiting.map(({ id, text, channel }) => [id, text, channel])).toEqual([[asks, 'message_received 2', 'sms']])
  })

  test('another shop’s figures stay its own', async () => {
    await createCustomer(shops.useCase(await shops.create()), { firstName: 'Canari' })
    const { figures, newCustomers } = await readOverview(shop, 30)
    expect(figures.hasCustomers).toBe(false)
    expect(newCustomers).toEqual([])
  })
})
