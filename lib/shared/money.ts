// Money as integer minor units and an ISO 4217 currency.
import { z } from 'zod'

/** ISO 4217 code in capitals. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, { error: 'currency' })

/** `amount` in minor units of `currency` (cents for EUR, yen for JPY); may be negative for a refund. */
export const moneySchema = z.object({ amount: z.int(), currency: currencySchema })
export type Money = z.infer<typeof moneySchema>

/**
 * ISO 4217 currencies that have not two decimals, by how many they have. Not the runtime's table: that one says how amounts are
 * usually written (forints without fillér), differs between versions, and would change what is stored.
 */
export const unusualDigits = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: 'CLF UYW'.split(' '),
} as const

const digitsOf = new Map(Object.entries(unusualDigits).flatMap(([digits, codes]) => codes.map((code) => [code, Number(digits)])))

/** How many decimals the currency's minor unit stands for. */
export const fractionDigits = (currency: string): number => digitsOf.get(currency) ?? 2

/** For people: `1234` EUR in `fr` → `12,34 €`. */
export const formatMoney = ({ amount, currency }: Money, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount / 10 ** fractionDigits(currency))
