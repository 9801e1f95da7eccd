// What the demo shop holds, computed from nothing but the date: the same every time, always recent.
import type { ContactChannel, NewOrder } from '@/lib/customers/customer'
import { conversations, type DemoConversation } from './conversations'
import { type DemoPerson, people } from './people'
import { type SeededRandom, seededRandom } from './seeded-random'
import { smallTalk } from './small-talk'

export interface PlannedMessage {
  way: 'in' | 'out'
  channel: ContactChannel
  at: Date
  text: string
  /** The door's own id of the message. */
  externalId: string
}

export type PlannedOrder = Omit<NewOrder, 'refunded'> & { refundedMinor: number }

export interface PlannedCustomer extends DemoPerson {
  metAt: Date
  plannedOrders: PlannedOrder[]
  /** Answers to "may we write to you?", with the moment they were given. */
  consents: { channel: ContactChannel; granted: boolean; at: Date }[]
  noteAt: Date
  messages: PlannedMessage[]
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A moment of the day `days` ago when a Paris shop is open (10 h to 19 h, give or take the season). */
function openingHour(now: Date, days: number, random: SeededRandom): Date {
  const date = new Date(now.getTime() - days * day)
  date.setUTCHours(random.between(8, 16), random.between(0, 59), random.between(0, 59), 0)
  // The first person met "today" must not come from the future.
  return date.getTime() < now.getTime() - hour ? date : new Date(now.getTime() - random.between(65, 180) * minute)
}

/** Prices of the shop, in cents. */
const prices = [2_900, 3_900, 4_500, 5_900, 6_950, 7_900, 8_900, 9_900, 11_500, 12_900, 14_900, 17_500, 21_900, 28_900] as const

/** Above 1, people buy more often lately. */
const trend = 1.3

function planOrders(person: DemoPerson, now: Date, random: SeededRandom, nextNumber: () => number): PlannedOrder[] {
  const span = Math.max(person.months * 30 - 3, 1)
  const ages = Array.from({ length: person.orders }, () => 2 + Math.floor(span * random.next() ** trend)).sort((a, b) => b - a)
  return ages.map((days) => {
    const amount = Array.from({ length: random.between(1, person.segment === 'vip' ? 3 : 2) }, () => random.pick(prices)).reduce(
      (sum, price) => sum + price,
      0,
    )
    const luck = random.next()
    const status = luck < 0.04 ? 'cancelled' : luck < 0.08 ? 'refunded' : days < 4 ? 'paid' : 'fulfilled'
    return {
      externalId: `BE-${nextNumber()}`,
      total: { amount, currency: 'EUR' },
      refundedMinor: status === 'refunded' ? amount : 0,
      placedAt: openingHour(now, days, random),
      status,
    }
  })
}

function planConsents(person: DemoPerson, metAt: Date, random: SeededRandom): PlannedCustomer['consents'] {
  // Nobody agrees by writing first: only people the shop has met in person were asked.
  if (person.lastName === null || person.channel === null || random.next() < 0.25) return []
  const granted = random.next() < 0.85
  const first = { channel: person.channel, granted, at: metAt }
  const other = person.email !== null && person.channel !== 'email' && random.next() < 0.4
  return other ? [first, { channel: 'email', granted: random.next() < 0.7, at: metAt }] : [first]
}

function planMessages(person: DemoPerson, now: Date): PlannedMessage[] {
  const own = conversations.filter((one) => one.with === person.phone || one.with === person.email)
  return own.flatMap((one) => one.turns.map((turn, index) => plannedMessage(one, turn, index, now)))
}

const plannedMessage = (
  one: DemoConversation,
  turn: DemoConversation['turns'][number],
  index: number,
  now: Date,
): PlannedMessage => ({
  way: turn.way,
  channel: one.channel,
  at: new Date(now.getTime() - one.hoursAgo * hour + turn.after * minute),
  text: turn.text,
  externalId: `demo-${one.channel}-${one.hoursAgo}-${index}`,
})

/** Questions and answers of the months before a person's newest conversation, more of them lately. */
function planSmallTalk(person: DemoPerson, newest: PlannedMessage, now: Date, random: SeededRandom): PlannedMessage[] {
  const from = Math.ceil((now.getTime() - newest.at.getTime()) / day) + 2
  const span = Math.min(person.months * 30, 400) - 1 - from
  if (span < 1) return []
  const ages = new Set(Array.from({ length: random.between(2, 7) }, () => from + Math.floor(span * random.next() ** 2)))
  return [...ages]
    .toSorted((one, other) => other - one)
    .flatMap((days) => {
      const asked = openingHour(now, days, random)
      const [question, answer] = random.pick(smallTalk)
      const id = `demo-${newest.channel}-before-${newest.externalId}-${String(days)}`
      return [
        { way: 'in' as const, channel: newest.channel, at: asked, text: question, externalId: id },
        {
          way: 'out' as const,
          channel: newest.channel,
          at: new Date(asked.getTime() + random.between(4, 110) * minute),
          text: answer,
          externalId: `${id}-answer`,
        },
      ]
    })
}

/** Every customer with everything that happened to it. `now` is the moment that all dates count back from. */
export function planDemo(now: Date): PlannedCustomer[] {
  const random = seededRandom(20_26)
  // Its own, so that one can be changed without the other.
  const talk = seededRandom(11_26)
  let order = 10_400
  return people.map((person) => {
    const lately = planMessages(person, now)
    const newest = lately[0]
    const firstMessage = newest?.at
    const before = newest === undefined || person.months === 0 ? [] : planSmallTalk(person, newest, now, talk)
    const messages = [...before, ...lately]
    const met = person.months === 0 ? now : openingHour(now, person.months * 30 + random.between(0, 12), random)
    // A first contact is met by its first message; anybody else before it.
    const metAt = person.months === 0 && firstMessage !== undefined ? firstMessage : met
    return {
      ...person,
      metAt,
      plannedOrders: planOrders(person, now, random, () => ++order),
      consents: planConsents(person, metAt, random),
      noteAt: openingHour(now, random.between(1, Math.max(person.months * 20, 1)), random),
      messages,
    }
  })
}
