// Twelve months of purchases, currency by currency, as bars of a drawing that is `width` by `height`.
import { addMonths } from '@/lib/customers/period'
import type { MonthOfPurchases } from '@/lib/customers/customer-store'

export interface CurrencyMonths {
  currency: string
  /** Minor units. */
  total: number
  most: number
  months: { month: string; orders: number; spent: number; height: number }[]
}

export const chartSize = { width: 240, height: 56, gap: 4 }

/** The shop's own currency first, then the one with most purchases; only those that something was bought in. */
export function purchaseMonths(purchases: readonly MonthOfPurchases[], own: string, today: string): CurrencyMonths[] {
  const months = Array.from({ length: 12 }, (_, at) => addMonths(`${today.slice(0, 7)}-01`, at - 11).slice(0, 7))
  const orders = (currency: string) =>
    purchases.reduce((sum, line) => (line.spent.currency === currency ? sum + line.orders : sum), 0)
  return [...new Set(purchases.map(({ spent }) => spent.currency))]
    .toSorted((one, other) => Number(other === own) - Number(one === own) || orders(other) - orders(one))
    .map((currency) => {
      const lines = months.map((month) => purchases.find((line) => line.month === month && line.spent.currency === currency))
      const most = Math.max(0, ...lines.map((line) => line?.spent.amount ?? 0))
      return {
        currency,
        most,
        total: lines.reduce((sum, line) => sum + (line?.spent.amount ?? 0), 0),
        months: months.map((month, at) => {
          const spent = lines[at]?.spent.amount ?? 0
          // What was bought is seen, however small beside the best month.
          const height = spent <= 0 ? 0 : Math.max(2, Math.round((spent / most) * chartSize.height))
          return { month, orders: lines[at]?.orders ?? 0, spent, height }
        }),
      }
    })
}
