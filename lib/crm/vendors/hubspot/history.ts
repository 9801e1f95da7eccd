// Notes and interactions of a contact, as the port has them.
import { z } from 'zod'
import {
  type ActivityType,
  type CustomerActivity,
  type CustomerNote,
  metadataSchema,
  noteContentSchema,
} from '@/lib/customers/customer'
import type { WriteOnce } from '@/lib/customers/customer-system'
import { newActivitySchema } from '@/lib/customers/log-interaction'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import type { HubspotAccount } from './account'
import { fromHtml, toHtml } from './engagement-text'
import {
  bodyOf,
  cut,
  channelWords,
  dataOf,
  type Engagement,
  engagements,
  isNote,
  longestBody,
  newestFirst,
  timeOf,
  writeEngagement,
} from './engagements'
import type { HubspotObject } from './schema'

/** Throws `not_found`, `invalid` (`content`), `conflict`. */
export async function addNote(
  account: HubspotAccount,
  contactId: string,
  text: string,
  createdBy: string,
  { idempotencyKey, at }: WriteOnce,
): Promise<CustomerNote> {
  const { content } = parseInput(z.object({ content: noteContentSchema }), { content: text })
  const body = toHtml(content)
  if (body.length > longestBody)
    throw new CrmError('invalid', 'HubSpot takes no note of this length', {
      issues: [{ path: ['content'], reason: 'too_big_string', params: { maximum: longestBody } }],
    })
  await account.need(contactId)
  const note = await writeEngagement(account, contactId, {
    type: 'notes',
    key: idempotencyKey,
    at: at ?? new Date(),
    fields: { hs_note_body: body },
    data: { kind: 'note', author: createdBy },
  })
  return noteOf(contactId, note)
}

const noteOf = (customerId: string, note: HubspotObject): CustomerNote => ({
  id: note.id,
  customerId,
  content: fromHtml(note.properties.hs_note_body ?? ''),
  createdBy: dataOf(note)?.author ?? 'HubSpot',
  createdAt: timeOf(note),
  updatedAt: note.updatedAt,
  version: note.updatedAt.getTime(),
})

/** Newest first; empty for an unknown id. */
export async function listNotes(account: HubspotAccount, contactId: string): Promise<CustomerNote[]> {
  if ((await account.find(contactId)) === null) return []
  const notes = (await engagements(account, contactId, 'notes')).filter(isNote)
  const sorted = notes.map((note) => ({ note, at: timeOf(note), id: note.id })).sort(newestFirst)
  return sorted.map(({ note }) => noteOf(contactId, note))
}

const contactTypes: readonly ActivityType[] = ['message_received', 'message_sent', 'call', 'visit']

/** Throws `not_found`, `invalid`, `conflict`. */
export async function logInteraction(
  account: HubspotAccount,
  contactId: string,
  given: { type: ActivityType; channel: string | null; metadata: Record<string, unknown> },
  { idempotencyKey, at }: WriteOnce,
): Promise<CustomerActivity> {
  const activity = parseInput(newActivitySchema, given)
  const metadata = metadataSchema.parse(JSON.parse(JSON.stringify(activity.metadata)))
  const text = typeof metadata.message === 'string' ? metadata.message : ''
  const contact = await account.need(contactId)
  const word = activity.channel === null ? undefined : channelWords[activity.channel]
  const isMessage = word !== undefined && (activity.type === 'message_received' || activity.type === 'message_sent')
  const time = at ?? new Date()
  const body = htmlOf(text === '' ? activity.type : text)
  const line = await writeEngagement(account, contactId, {
    ...(isMessage
      ? {
          type: 'communications' as const,
          fields: {
            hs_communication_channel_type: word,
            hs_communication_logged_from: 'CRM',
            hs_communication_body: body,
          },
        }
      : { type: 'notes' as const, fields: { hs_note_body: body } }),
    key: idempotencyKey,
    at: time,
    data: { kind: 'activity', type: activity.type, channel: activity.channel, metadata },
  })
  await touchContact(account, contact, activity, time)
  return activityOf(contactId, isMessage ? 'communications' : 'notes', line)
}

/** As much of a text as fits; escaped signs are several characters there, so the text is cut and not its HTML. */
function htmlOf(text: string): string {
  for (let length = text.length; ; length = Math.floor(length * 0.8)) {
    const html = toHtml(cut(text, length))
    if (html.length <= longestBody) return html
  }
}

/** The last contact, kept at the newest. */
async function touchContact(
  account: HubspotAccount,
  { id, properties: { coccinelle_last_contact_at: last } }: HubspotObject,
  { type, channel }: { type: ActivityType; channel: string | null },
  at: Date,
): Promise<void> {
  if (channel === null || !contactTypes.includes(type)) return
  const known =
    last === null || last === undefined || last === '' ? NaN : new Date(/^\d+$/.test(last) ? Number(last) : last).getTime()
  if (known > at.getTime()) return
  await account.withProperties(() =>
    account.client.update(id, { coccinelle_last_contact_at: at.toISOString(), coccinelle_last_contact_channel: channel }),
  )
}

function activityOf(customerId: string, type: Engagement, line: HubspotObject): CustomerActivity {
  const data = dataOf(line)
  const metadata = data?.metadata ?? {}
  const word = line.properties.hs_communication_channel_type
  const channel = data?.channel ?? Object.entries(channelWords).find(([, value]) => value === word)?.[0] ?? null
  const body = fromHtml(line.properties[bodyOf[type]] ?? '')
  const isBare = data?.kind === 'activity' && typeof metadata.message !== 'string'
  return {
    id: line.id,
    customerId,
    // Whether a message that somebody logged in HubSpot came in or went out is not said there.
    type: isNote(line) && type === 'notes' ? 'note_added' : (data?.type ?? 'other'),
    channel,
    description: isBare ? '' : cut(body, type === 'notes' && isNote(line) ? 280 : 2_000),
    timestamp: timeOf(line),
    metadata,
  }
}

/** Newest first, the contact's creation last; empty for an unknown id. */
export async function listActivities(account: HubspotAccount, contactId: string, limit: number): Promise<CustomerActivity[]> {
  const contact = await account.find(contactId)
  if (contact === null) return []
  const types: Engagement[] = ['notes', 'communications']
  const lines = await Promise.all(
    types.map(async (type) => (await engagements(account, contactId, type)).map((line) => activityOf(contactId, type, line))),
  )
  const sorted = lines
    .flat()
    .map((line) => ({ line, at: line.timestamp, id: line.id }))
    .sort(newestFirst)
    .map(({ line }) => line)
  const created: CustomerActivity = {
    id: `created-${contactId}`,
    customerId: contactId,
    type: 'customer_created',
    channel: null,
    description: '',
    timestamp: contact.createdAt,
    metadata: {},
  }
  return [...sorted, created].slice(0, limit)
}

/** How many notes and interactions a contact has. */
export async function countHistory(account: HubspotAccount, contactId: string): Promise<{ notes: number; activities: number }> {
  const notes = await engagements(account, contactId, 'notes')
  const messages = await account.client.associated(contactId, 'communications')
  const own = notes.filter(isNote).length
  return { notes: own, activities: notes.length - own + messages.length }
}
