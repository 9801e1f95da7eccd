// One event of the Fil as it is shown: title, text and day in the reader's words. Text that people wrote stays text.
import { preferencePageSource } from '@/lib/consent/preference-page-source'
import type { ActivityType, CustomerActivity, Metadata } from '@/lib/customers/customer'
import type { StaffNote } from '@/lib/customers/staff-note'
import type { TimelineEntry } from '@/lib/customers/timeline'
import { formatMoney } from '@/lib/shared/money'
import { channelLabel, type CustomerWords, segmentLabel } from './customer-words'
import { editSentences, type EditWords, fieldWords } from './edit-sentences'
import { sourceLabel } from './record/consent-words'
import { dayOf } from './timeline-days'

/** A note as it goes to the browser. */
export type LineNote = Omit<StaffNote, 'customerId' | 'createdAt' | 'updatedAt'> & { createdAt: string; updatedAt: string }

export interface TimelineLine {
  id: string
  type: ActivityType
  channel: string | null
  title: string
  /** A few words beside the title: an amount, the fields that changed. */
  detail: string | null
  /** What was changed from what to what, a sentence each. */
  changes: string[]
  /** What a person wrote, in full. */
  text: string | null
  by: string | null
  /** ISO 8601, and the calendar day in the shop's zone. */
  at: string
  day: string
  /** Of a merge that still stands: how to take it back. */
  mergeId: string | null
  note: LineNote | null
}

export interface LineWords extends EditWords {
  timeZone: string
  /** What a linked system is called. */
  systemLabel: (vendor: string) => string
}

const string = (value: Metadata[string] | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null)

export const toLineNote = ({ customerId: _customer, createdAt, updatedAt, ...note }: StaffNote): LineNote => ({
  ...note,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

/** `standing` holds the ids of merges that were not taken back. */
export function toTimelineLine(
  { activity, note }: TimelineEntry,
  words: LineWords,
  standing: ReadonlySet<string> = new Set(),
): TimelineLine {
  const { id, type, channel, metadata, timestamp } = activity
  const text = note === null ? activity.description : note.content
  return {
    id,
    type,
    channel,
    title: words.timeline(`type.${type}`),
    detail: detailOf(activity, words),
    changes: editSentences(metadata.edits, words),
    text: writtenByPeople.has(type) ? text || null : null,
    by: metadata.source === preferencePageSource ? words.timeline('customer') : string(metadata.by),
    at: timestamp.toISOString(),
    day: dayOf(timestamp, words.timeZone),
    mergeId: standing.has(mergeIdOf(activity) ?? '') ? mergeIdOf(activity) : null,
    note: note === null ? null : toLineNote(note),
  }
}

/** Of the line that tells of a merge, on the kept customer's timeline. */
export const mergeIdOf = ({ type, metadata }: CustomerActivity): string | null =>
  type === 'customer_merged' ? string(metadata.mergeId) : null

const writtenByPeople = new Set<ActivityType>(['message_received', 'message_sent', 'note_added', 'call', 'visit', 'other'])

function detailOf(
  { type, description, metadata }: CustomerActivity,
  { timeline: t, customers, locale, systemLabel }: LineWords,
): string | null {
  switch (type) {
    case 'order_placed':
    case 'order_updated':
      return orderDetail(description, metadata, { t, customers, locale })
    case 'customer_created':
      return broughtFrom(metadata, t, systemLabel)
    case 'customer_updated':
      // What changed from what to what says it all.
      return Array.isArray(metadata.edits) ? null : fieldList(metadata.fields, t)
    case 'tag_added':
    case 'tag_removed':
      return description || null
    case 'segment_changed': {
      const name = (value: Metadata[string] | undefined) => segmentLabel(customers, string(value) ?? '') || customers('none')
      const key = metadata.byRule === true ? 'detail.segmentByRule' : 'detail.segment'
      return t(key, { from: name(metadata.from), to: name(metadata.to) })
    }
    case 'customer_merged':
      return [string(metadata.duplicateName), movedCount(metadata.moved, t)].filter((part) => part !== null).join(' · ') || null
    case 'consent_changed':
      return consentDetail(metadata, t, customers)
    case 'consent_requested':
    case 'request_withdrawn':
      return channelLabel(customers, string(metadata.channel) ?? '') || null
    case 'synced':
      return syncDetail(metadata, t, systemLabel)
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
function fieldList(fields: Metadata[string] | undefined, t: LineWords['timeline']): string | null {
  const known = fieldWords.filter((word) => Array.isArray(fields) && fields.includes(word))
  return known.map((word) => t(`field.${word}`)).join(', ') || null
}

function consentDetail(metadata: Metadata, t: LineWords['timeline'], customers: CustomerWords): string | null {
  const [choices, source] = [consentList(metadata.changes, t, customers), string(metadata.source)]
  // What the customer's own page writes down as a proof is for the ledger: links, browsers.
  const proof = source === preferencePageSource ? null : string(metadata.proof)
  const parts = [
    choices,
    source === null ? null : sourceLabel(customers, source),
    proof === null ? null : t('detail.proof', { proof }),
  ]
  return parts.filter((part) => part !== null).join(' · ') || null
}

/** Nothing for somebody who was made here. */
function broughtFrom(metadata: Metadata, t: LineWords['timeline'], systemLabel: (vendor: string) => string): string | null {
  const system = string(metadata.system)
  return system === null ? null : t('sync.brought', { system: systemLabel(system) })
}

const syncActions = ['linked', 'sent', 'differs', 'gone', 'erased', 'merged', 'removed'] as const

function syncDetail(metadata: Metadata, t: LineWords['timeline'], systemLabel: (vendor: string) => string): string | null {
  const action = syncActions.find((known) => known === metadata.action)
  const system = string(metadata.system)
  return action === undefined || system === null ? null : t(`sync.${action}`, { system: systemLabel(system) })
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
