// Notes and interactions as HubSpot's engagements on a contact, written once, read back as they were.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import {
  type ActivityType,
  activityTypeSchema,
  type CustomerActivity,
  type CustomerNote,
  metadataSchema,
  noteContentSchema,
} from '@/lib/customers/customer'
import type { WriteOnce } from '@/lib/customers/customer-system'
import { newActivitySchema } from '@/lib/customers/log-interaction'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import type { HubspotAccount } from './account'
import { fromHtml, toHtml } from './engagement-text'
import type { HubspotObject } from './schema'

type Engagement = 'notes' | 'communications'

/** What HubSpot's own fields cannot hold, in our property beside them. */
const dataSchema = z.object({
  kind: z.enum(['note', 'activity']),
  fingerprint: z.string(),
  author: z.string().optional(),
  type: activityTypeSchema.optional(),
  channel: z.string().nullable().optional(),
  metadata: metadataSchema.optional(),
})
type Data = z.output<typeof dataSchema>

const properties: Record<Engagement, string[]> = {
  notes: ['hs_note_body', 'hs_timestamp', 'coccinelle_data'],
  communications: ['hs_communication_body', 'hs_communication_channel_type', 'hs_timestamp', 'coccinelle_data'],
}
const bodyOf: Record<Engagement, string> = { notes: 'hs_note_body', communications: 'hs_communication_body' }
/** HubSpot's words for channels. https://developers.hubspot.com/docs/api/crm/communications */
const channelWords: Readonly<Record<string, string>> = { sms: 'SMS', whatsapp: 'WHATS_APP' }
/** Characters of a body at most. https://developers.hubspot.com/docs/api-reference/crm-notes-v3/guide */
const longest = 65_536

function dataOf({ properties: { coccinelle_data: text } }: HubspotObject): Data | null {
  try {
    return dataSchema
      .nullable()
      .catch(null)
      .parse(JSON.parse(text ?? 'null'))
  } catch {
    return null
  }
}

const digest = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 40)

/** `hs_timestamp` comes back as ISO text or as milliseconds. */
const timeOf = ({ properties: { hs_timestamp: text }, createdAt }: HubspotObject): Date => {
  const at = new Date(/^\d+$/.test(text ?? '') ? Number(text) : (text ?? NaN))
  return Number.isNaN(at.getTime()) ? createdAt : at
}

/** By time, then by id: ids are texts of digits that grow, beyond what a number holds. */
const newestFirst = (a: { at: Date; id: string }, b: { at: Date; id: string }): number =>
  b.at.getTime() - a.at.getTime() || b.id.length - a.id.length || (a.id < b.id ? 1 : -1)

/**
 * One engagement under our unique id, then its association: both may be repeated, after a lost answer or a death between
 * the two. Throws `conflict` `idempotency_key_reused` when the id was used for something else.
 */
async function writeEngagement(
  account: HubspotAccount,
  contactId: string,
  {
    type,
    key,
    at,
    ...values
  }: { type: Engagement; key: string | undefined; at: Date; fields: Record<string, string>; data: Omit<Data, 'fingerprint'> },
): Promise<HubspotObject> {
  const id = key === undefined ? newId() : `key-${digest(key)}`
  const fingerprint = digest(JSON.stringify([contactId, values]))
  const kept =
    key === undefined ? null : await account.withProperties(() => account.client.get(type, id, properties[type], 'coccinelle_id'))
  if (kept !== null && dataOf(kept)?.fingerprint !== fingerprint)
    throw new CrmError('conflict', 'The idempotency key was used for something else', { reason: 'idempotency_key_reused' })
  const made =
    kept ??
    (
      await account.withProperties(() =>
        account.client.upsert(type, 'coccinelle_id', [
          {
            id,
            properties: {
              ...values.fields,
              hs_timestamp: at.toISOString(),
              coccinelle_data: JSON.stringify({ ...values.data, fingerprint }),
            },
          },
        ]),
      )
    ).results[0]
  if (made === undefined) throw new CrmError('bad_response', 'HubSpot did not say what it made')
  await account.client.associate(type, made.id, 'contacts', contactId)
  const [read] = await account.client.read(type, [made.id], properties[type])
  if (read === undefined) throw new CrmError('bad_response', 'HubSpot does not have what it made')
  return read
}

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
  if (body.length > longest)
    throw new CrmError('invalid', 'HubSpot takes no note of this length', {
      issues: [{ path: ['content'], reason: 'too_big_string', params: { maximum: longest } }],
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

async function engagements(account: HubspotAccount, contactId: string, type: Engagement): Promise<HubspotObject[]> {
  const ids = await account.client.associated(contactId, type)
  const rows: HubspotObject[] = []
  for (let from = 0; from < ids.length; from += 100)
    rows.push(...(await account.client.read(type, ids.slice(from, from + 100), properties[type])))
  return rows
}

const isNote = (object: HubspotObject): boolean => dataOf(object)?.kind !== 'activity'

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
  const body = toHtml(text === '' ? activity.type : text).slice(0, longest)
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
    description: isBare ? '' : body.slice(0, type === 'notes' && isNote(line) ? 280 : 2_000),
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
