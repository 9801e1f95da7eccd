// Money as integer minor units and an ISO 4217 currency.
import { z } from 'zod'

/** ISO 4217 code in capitals. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, { error: 'currency' })

/** `amount` in minor units of `currency` (cents for EUR, yen for JPY); may be negative for a refund. */
export const moneySchema = z.object({ amount: z.int(), currency: currencySchema })
export type Money = z.infer<typeof moneySchema>

/** How many decimals the currency has, from the runtime's own ISO 4217 table. */
export const fractionDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2

/** For people: `1234` EUR in `fr` → `12,34 €`. */
export const formatMoney = ({ amount, currency }: Money, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount / 10 ** fractionDigits(currency))
