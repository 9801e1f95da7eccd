// One event of the Fil as it is shown: title, text and day in the reader's words. Text that people wrote stays text.
import type { useTranslations } from 'next-intl'
import type { ActivityType, CustomerActivity, Metadata } from '@/lib/customers/customer'
import { formatMoney } from '@/lib/shared/money'
import { channelLabel, type CustomerWords, segmentLabel } from './customer-words'
import { dayOf } from './timeline-days'

export interface TimelineLine {
  id: string
  type: ActivityType
  channel: string | null
  title: string
  /** A few words beside the title: an amount, the fields that changed. */
  detail: string | null
  /** What a person wrote, in full. */
  text: string | null
  by: string | null
  /** ISO 8601, and the calendar day in the shop's zone. */
  at: string
  day: string
  /** Of a merge that still stands: how to take it back. */
  mergeId: string | null
}

export interface LineWords {
  timeline: ReturnType<typeof useTranslations<'timeline'>>
  customers: CustomerWords
  locale: string
  timeZone: string
}

const string = (value: Metadata[string] | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null)

/**
 * `notes` holds full texts by note id: the Fil's own line keeps only a beginning. `standing` holds the ids of merges that were
 * not taken back.
 */
export function toTimelineLine(
  activity: CustomerActivity,
  notes: ReadonlyMap<string, string>,
  words: LineWords,
  standing: ReadonlySet<string> = new Set(),
): TimelineLine {
  const { id, type, channel, metadata, timestamp } = activity
  const note = notes.get(string(metadata.noteId) ?? '')
  return {
    id,
    type,
    channel,
    title: words.timeline(`type.${type}`),
    detail: detailOf(activity, words),
    text: writtenByPeople.has(type) ? (note ?? activity.description) || null : null,
    by: string(metadata.by),
    at: timestamp.toISOString(),
    day: dayOf(timestamp, words.timeZone),
    mergeId: standing.has(mergeIdOf(activity) ?? '') ? mergeIdOf(activity) : null,
  }
}

/** Of the line that tells of a merge, on the kept customer's timeline. */
export const mergeIdOf = ({ type, metadata }: CustomerActivity): string | null =>
  type === 'customer_merged' ? string(metadata.mergeId) : null

const writtenByPeople = new Set<ActivityType>(['message_received', 'message_sent', 'note_added', 'call', 'visit', 'other'])

function detailOf(
  { type, description, metadata }: CustomerActivity,
  { timeline: t, customers, locale }: LineWords,
): string | null {
  switch (type) {
    case 'order_placed':
    case 'order_updated':
      return orderDetail(description, metadata, { t, customers, locale })
    case 'customer_updated':
      return fieldList(metadata.fields, t)
    case 'tag_added':
    case 'tag_removed':
      return description || null
    case 'segment_changed': {
      const name = (value: Metadata[string] | undefined) => segmentLabel(customers, string(value) ?? '') || customers('none')
      const key = metadata.byRule === true ? 'detail.segmentByRule' : 'detail.segment'
      return t(key, { from: name(metadata.from), to: name(metadata.to) })
    }
    case 'customer_merged':
      return movedCount(metadata.moved, t)
    case 'consent_changed':
      return consentList(metadata.changes, t, customers)
    default:
      return null
  }
}

function orderDetail(
  reference: string,
  metadata: Metadata,
  { t, customers, locale }: { t: LineWords['timeline']; customers: CustomerWords; locale: string },
): string | null {
  const { amount, currency } = metadata
  const shown =
    typeof amount === 'number' && typeof currency === 'string' && /^[A-Z]{3}$/.test(currency)
      ? formatMoney({ amount, currency }, locale)
      : null
  const status = orderWords.find((word) => word === metadata.status)
  const parts = [
    shown,
    status === undefined ? null : customers(`worth.status.${status}`),
    reference === '' ? null : t('detail.reference', { reference }),
  ]
  return parts.filter((part) => part !== null).join(' · ') || null
}

const orderWords = ['pending', 'paid', 'fulfilled', 'partially_fulfilled', 'refunded', 'cancelled'] as const
const fieldWords = [
  'firstName',
  'lastName',
  'phone',
  'email',
  'preferredChannel',
  'language',
  'segment',
  'tags',
  'metadata',
] as const

function fieldList(fields: Metadata[string] | undefined, t: LineWords['timeline']): string | null {
  const known = fieldWords.filter((word) => Array.isArray(fields) && fields.includes(word))
  return known.map((word) => t(`field.${word}`)).join(', ') || null
}

function consentList(changes: Metadata[string] | undefined, t: LineWords['timeline'], customers: CustomerWords): string | null {
  if (!Array.isArray(changes)) return null
  const lines = changes.flatMap((change) => {
    if (typeof change !== 'object' || change === null || !('channel' in change) || !('granted' in change)) return []
    const channel = typeof change.channel === 'string' ? channelLabel(customers, change.channel) : ''
    return [change.granted === true ? t('detail.granted', { channel }) : t('detail.denied', { channel })]
  })
  return lines.join(', ') || null
}

function movedCount(moved: Metadata[string] | undefined, t: LineWords['timeline']): string | null {
  if (typeof moved !== 'object' || moved === null) return null
  const count = Object.values(moved).reduce<number>((sum, n) => sum + (typeof n === 'number' ? n : 0), 0)
  return count === 0 ? null : t('detail.moved', { count })
}
