// The timeline as it is asked for: kinds of events and words to look for, a page at a time.
import { activityTypes } from './activity-types'
import type { ActivityType, CustomerActivity } from './customer'
import type { PageRequest } from './customer-store'
import type { StaffNote } from './staff-note'

export const timelineKinds = ['messages', 'notes', 'orders', 'meetings', 'consents', 'record', 'merges', 'syncs'] as const
export type TimelineKind = (typeof timelineKinds)[number]

const kindOf = {
  message_received: 'messages',
  message_sent: 'messages',
  note_added: 'notes',
  order_placed: 'orders',
  order_updated: 'orders',
  call: 'meetings',
  visit: 'meetings',
  other: 'meetings',
  consent_changed: 'consents',
  consent_requested: 'consents',
  request_withdrawn: 'consents',
  customer_created: 'record',
  customer_updated: 'record',
  tag_added: 'record',
  tag_removed: 'record',
  segment_changed: 'record',
  customer_merged: 'merges',
  merge_undone: 'merges',
  synced: 'syncs',
} as const satisfies Record<ActivityType, TimelineKind>

/** The types of these kinds. */
export const typesOfKinds = (kinds: readonly TimelineKind[]): ActivityType[] =>
  activityTypes.filter((type) => kinds.includes(kindOf[type]))

/** A word to be found in what an event says, or in the name that its type has for the reader. */
export interface TimelineWord {
  text: string
  /** Types whose name holds the word. */
  types: readonly ActivityType[]
}

/** No kinds: all of them. Every word must be found. */
export interface TimelineRequest extends PageRequest {
  kinds: readonly TimelineKind[]
  words: readonly TimelineWord[]
}

/** `note` is what the event tells of, when that is a note. */
export interface TimelineEntry {
  activity: CustomerActivity
  note: StaffNote | null
}
