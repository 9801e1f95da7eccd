// What a customer has where a condition asks: "240,00 €", "12 mars 2026", "robe, soie"; null when there is nothing.
import { formatPhone } from '@/components/ui/format-phone'
import type { Preferences } from '@/lib/consent/preferences'
import type { Customer, HandleKind } from '@/lib/customers/customer'
import type { RuleField } from '@/lib/customers/rule-fields'
import { formatMoney, type Money } from '@/lib/shared/money'
import { channelLabel, consentChannels, languageLabel, segmentLabel } from '../customer-words'
import type { SentenceWords } from '../rule/condition-sentence'

export interface ValueOf {
  customer: Customer
  preferences: Preferences
  /** Names of the groups the customer is in. */
  groups: string[]
  words: SentenceWords
  region: string
  timeZone: string
}

export function customerValue(of: ValueOf, field: RuleField): string | null {
  const { customer, words } = of
  const { customers: t, locale } = words
  switch (field) {
    case 'firstName':
    case 'lastName':
      return customer[field]
    case 'phone':
    case 'email':
    case 'whatsapp':
      return handles(of, field)
    case 'segment':
      return customer.segment === null ? null : segmentLabel(t, customer.segment)
    case 'group':
      return list(of.groups)
    case 'tag':
      return list(customer.tags)
    case 'preferredChannel':
      return customer.preferredChannel === null ? null : channelLabel(t, customer.preferredChannel)
    case 'language':
      return languageLabel(customer.language, locale)
    case 'system':
      return list(customer.links.map(({ connectionId, system }) => words.names.get(connectionId) ?? system))
    case 'lastChannel':
      return customer.lastContactChannel === null ? null : channelLabel(t, customer.lastContactChannel)
    case 'lastContact':
      return day(of, customer.lastContactAt)
    case 'lastOrder':
      return day(of, customer.lastOrderAt)
    case 'created':
      return day(of, customer.createdAt)
    case 'updated':
      return day(of, customer.updatedAt)
    case 'orders':
      return new Intl.NumberFormat(locale).format(customer.totalOrders)
    case 'spent':
      return money(customer.totalSpent ?? { amount: 0, currency: words.currency }, locale)
    case 'averageOrder':
      return customer.averageOrderValue === null ? null : money(customer.averageOrderValue, locale)
    default:
      return field.startsWith('consent.') ? consent(of, field) : own(customer.metadata[field.slice('info.'.length)])
  }
}

const list = (values: string[]): string | null => (values.length === 0 ? null : values.join(', '))
const money = (value: Money, locale: string): string => formatMoney(value, locale)

const handles = ({ customer, region }: ValueOf, kind: HandleKind): string | null =>
  list(
    customer.handles
      .filter((handle) => handle.kind === kind)
      .map(({ value }) => (kind === 'email' ? value : formatPhone(value, region))),
  )

const day = ({ words: { locale }, timeZone }: ValueOf, at: Date | null): string | null =>
  at === null ? null : new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(at)

function consent({ preferences: { optIn }, words: { sentences } }: ValueOf, field: RuleField): string {
  const channel = consentChannels.find((name) => field === `consent.${name}`)
  const said = channel === undefined ? null : optIn[channel]
  return sentences(`consents.${said === null ? 'unknown' : said ? 'granted' : 'denied'}`)
}

const own = (value: unknown): string | null =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
