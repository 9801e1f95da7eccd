// Two records as the screen compares them, in the reader's words: fields to choose from, and what would move.
import type { useTranslations } from 'next-intl'
import { formatPhone } from '@/components/ui/format-phone'
import type { Customer } from '@/lib/customers/customer'
import { choosableFields, type ChoosableField } from '@/lib/customers/merge-choices'
import type { CountedKind, DuplicatePair } from '@/lib/server/duplicates'
import { channelLabel, type CustomerWords, fullName, languageLabel, segmentLabel } from '../customer-words'

export type Side = 'left' | 'right'

export interface SideView {
  id: string
  name: string | null
  reach: string | null
  createdAt: string
}

/** `field` null: one of the shop's own data, under its own name `key`. */
export interface FieldView {
  key: string
  field: ChoosableField | null
  label: string
  left: string | null
  right: string | null
}

export interface CountView {
  kind: CountedKind
  left: number
  right: number
  /** After the merge: what both have stays once. */
  after: number
}

export interface PairView {
  left: SideView
  right: SideView
  fields: FieldView[]
  counts: CountView[]
}

export interface PairWords {
  duplicates: ReturnType<typeof useTranslations<'duplicates'>>
  customers: CustomerWords
  locale: string
  country: string
}

/** @param leftId which of the two stands on the left */
export function toPairView({ a, b, counts }: DuplicatePair, leftId: string, words: PairWords): PairView {
  const [left, right] = a.id === leftId ? [a, b] : [b, a]
  return {
    left: toSide(left, words.country),
    right: toSide(right, words.country),
    fields: [...fieldsOf(left, right, words), ...ownData(left, right)],
    counts: counts.map((count) => {
      const [onLeft, onRight] = a.id === leftId ? [count.a, count.b] : [count.b, count.a]
      return { kind: count.kind, left: onLeft, right: onRight, after: onLeft + onRight - count.common }
    }),
  }
}

const toSide = (customer: Customer, country: string): SideView => ({
  id: customer.id,
  name: fullName(customer),
  reach: customer.phone === null ? customer.email : formatPhone(customer.phone, country),
  createdAt: customer.createdAt.toISOString(),
})

function fieldsOf(left: Customer, right: Customer, words: PairWords): FieldView[] {
  const show = (customer: Customer, field: ChoosableField): string | null => {
    const value = customer[field]
    if (value === null) return null
    switch (field) {
      case 'phone':
        return formatPhone(value, words.country)
      case 'language':
        return languageLabel(value, words.locale)
      case 'preferredChannel':
        return channelLabel(words.customers, value)
      case 'segment':
        return segmentLabel(words.customers, value)
      default:
        return value
    }
  }
  return choosableFields.map((field) => ({
    key: field,
    field,
    label: words.duplicates(`field.${field}`),
    left: show(left, field),
    right: show(right, field),
  }))
}

const longest = 120

/** Only what the two say differently: the rest comes together by itself. */
function ownData(left: Customer, right: Customer): FieldView[] {
  const show = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, longest)
  return Object.keys(left.metadata)
    .filter((key) => key in right.metadata && JSON.stringify(left.metadata[key]) !== JSON.stringify(right.metadata[key]))
    .sort()
    .map((key) => ({
      key: `data ${key}`,
      field: null,
      label: key,
      left: show(left.metadata[key]),
      right: show(right.metadata[key]),
    }))
}
