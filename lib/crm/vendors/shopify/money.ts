// Shopify's decimal texts as minor units.
import { CrmError } from '@/lib/shared/errors'
import { fractionDigits, type Money } from '@/lib/shared/money'
import { minorUnits } from '../../field-mapping'
import type { WireMoney } from './schema'

/** Throws `bad_response` for an amount beyond what is counted exactly. */
export function toMoney({ amount, currencyCode }: WireMoney): Money {
  const minor = minorUnits(amount, fractionDigits(currencyCode))
  if (minor === null) throw new CrmError('bad_response', 'Shopify answered an amount that cannot be read')
  return { amount: minor, currency: currencyCode }
}
