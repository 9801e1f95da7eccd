// How the segments of the demo shop grew, day by day: people begin as prospects and are promoted by what they buy.
import { addDays, dayIn } from '@/lib/customers/period'
import type { PlannedCustomer } from './plan-demo'

export interface PlannedSegmentDay {
  day: string
  /** '' are customers without one. */
  segment: string
  customers: number
}

const days = 400

/** Up to today, on which everybody is where the shop has them. */
export function planSegmentDays(customers: readonly PlannedCustomer[], now: Date, timeZone: string): PlannedSegmentDay[] {
  const today = dayIn(timeZone, now)
  const people = customers.map((customer) => ({
    segment: customer.segment,
    metOn: dayIn(timeZone, customer.metAt),
    boughtOn: customer.plannedOrders.map(({ placedAt }) => dayIn(timeZone, placedAt)),
  }))
  return Array.from({ length: days }, (_, ago) => addDays(today, -ago)).flatMap((day) => {
    const counts = new Map<string, number>()
    for (const one of people.filter(({ metOn }) => metOn <= day)) {
      const bought = one.boughtOn.filter((date) => date <= day).length
      const segment = day === today ? (one.segment ?? '') : segmentAfter(one.segment, bought, one.boughtOn.length)
      counts.set(segment, (counts.get(segment) ?? 0) + 1)
    }
    return [...counts].map(([segment, count]) => ({ day, segment, customers: count }))
  })
}

function segmentAfter(now: PlannedCustomer['segment'], bought: number, all: number): string {
  if (now !== 'vip' && now !== 'active') return now ?? ''
  if (bought === 0) return 'prospect'
  return now === 'vip' && bought * 2 >= all ? 'vip' : 'active'
}
