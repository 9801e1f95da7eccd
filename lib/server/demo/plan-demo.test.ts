// The demo shop's plan: the same every time, believable, and harmless to real people.
import { describe, expect, it } from 'vitest'
import { newCustomerSchema, newOrderSchema } from '@/lib/customers/customer'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import { conversations } from './conversations'
import { people } from './people'
import { planDemo } from './plan-demo'
import { planSegmentDays } from './plan-segment-days'

const now = new Date('2026-11-22T15:00:00Z')
const plan = planDemo(now)

describe('the demo shop', () => {
  it('has grown: its segments are counted back a year, and today as they are', () => {
    const days = planSegmentDays(plan, now, 'Europe/Paris')
    const on = (day: string) =>
      Object.fromEntries(days.filter((one) => one.day === day).map((one) => [one.segment, one.customers]))
    const count = (segment: string | null) => people.filter((one) => one.segment === segment).length
    expect(on('2026-11-22')).toEqual({
      vip: count('vip'),
      active: count('active'),
      standard: count('standard'),
      prospect: count('prospect'),
      '': count(null),
    })
    const sum = (day: string) => Object.values(on(day)).reduce((all, one) => all + one, 0)
    expect(sum('2025-12-01')).toBeGreaterThan(5)
    expect(sum('2025-12-01')).toBeLessThan(sum('2026-06-01'))
    expect(sum('2026-11-22')).toBe(people.length)
  })

  it('is the same every time', () => {
    expect(planDemo(now)).toEqual(plan)
  })

  it('uses only telephone numbers kept for fiction and example addresses', () => {
    for (const { phone, email } of people) {
      if (phone !== null) expect(normalisePhone(phone, 'FR')).toMatch(/^\+3363998\d{4}$/)
      if (email !== null) expect(normaliseEmail(email)).toMatch(/@example\.(fr|org)$/)
    }
  })

  it('gives every telephone number and e-mail to one person only', () => {
    const phones = people.flatMap(({ phone }) => (phone === null ? [] : [normalisePhone(phone, 'FR')]))
    const emails = people.flatMap(({ email }) => (email === null ? [] : [email]))
    expect(new Set(phones).size).toBe(phones.length)
    expect(new Set(emails).size).toBe(emails.length)
  })

  it('finds somebody for every conversation', () => {
    for (const one of conversations)
      expect(people.filter(({ phone, email }) => one.with === phone || one.with === email)).toHaveLength(1)
    const messages = plan.flatMap((customer) => customer.messages)
    const planned = messages.filter((message) => !message.externalId.includes('-before-'))
    expect(planned).toHaveLength(conversations.reduce((sum, one) => sum + one.turns.length, 0))
    expect(new Set(messages.map((message) => message.externalId)).size).toBe(messages.length)
    expect(messages.length - planned.length).toBeGreaterThan(60)
  })

  it('happens in the past, over a year and a half, and nothing before the people were met', () => {
    const moments = plan.flatMap((customer) => [
      customer.metAt,
      customer.noteAt,
      ...customer.messages.map((m) => m.at),
      ...customer.plannedOrders.map((o) => o.placedAt),
    ])
    expect(Math.max(...moments.map(Number))).toBeLessThan(now.getTime())
    expect(Math.min(...moments.map(Number))).toBeLessThan(now.getTime() - 500 * 86_400_000)
    for (const customer of plan)
      for (const message of customer.messages) expect(message.at.getTime()).toBeGreaterThanOrEqual(customer.metAt.getTime())
  })

  it('has VIPs, cancelled and refunded orders, nameless people, refusals and likely duplicates', () => {
    const orders = plan.flatMap((customer) => customer.plannedOrders)
    expect(orders.length).toBeGreaterThan(100)
    expect(new Set(orders.map((order) => order.externalId)).size).toBe(orders.length)
    expect(orders.filter((order) => order.status === 'cancelled').length).toBeGreaterThan(1)
    expect(orders.filter((order) => order.status === 'refunded').length).toBeGreaterThan(1)
    expect(plan.filter((customer) => customer.firstName === null && customer.lastName === null).length).toBeGreaterThan(2)
    expect(plan.flatMap((customer) => customer.consents).filter((consent) => !consent.granted).length).toBeGreaterThan(2)
    expect(people.filter(({ firstName }) => firstName === 'Sandrine')).toHaveLength(2)
  })

  it('passes the very schemas that every door uses', () => {
    for (const { firstName, lastName, phone, email, tags, plannedOrders } of plan) {
      expect(newCustomerSchema.safeParse({ firstName, lastName, phone, email, tags }).success).toBe(true)
      for (const { refundedMinor, ...order } of plannedOrders)
        expect(newOrderSchema.safeParse({ ...order, refunded: { amount: refundedMinor, currency: 'EUR' } }).success).toBe(true)
    }
  })
})
