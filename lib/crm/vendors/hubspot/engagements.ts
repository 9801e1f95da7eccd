// Notes and communications of HubSpot on a contact: written once under our id, read back with what we kept beside them.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { activityTypeSchema, metadataSchema } from '@/lib/customers/customer'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import type { HubspotAccount } from './account'
import type { HubspotObject } from './schema'

export type Engagement = 'notes' | 'communications'

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
export const bodyOf: Record<Engagement, string> = { notes: 'hs_note_body', communications: 'hs_communication_body' }
/** HubSpot's words for channels. https://developers.hubspot.com/docs/api/crm/communications */
export const channelWords: Readonly<Record<string, string>> = { sms: 'SMS', whatsapp: 'WHATS_APP' }
/** Characters of a body at most. https://developers.hubspot.com/docs/api-reference/crm-notes-v3/guide */
export const longestBody = 65_536

export function dataOf({ properties: { coccinelle_data: text } }: HubspotObject): Data | null {
  try {
    return dataSchema
      .nullable()
      .catch(null)
      .parse(JSON.parse(text ?? 'null'))
  } catch {
    return null
  }
}

/** Characters of a message that are kept where the whole is more than a property holds: as many as are ever shown. */
const shownMessage = 2_000

/** As a property holds it. A very long message is kept as far as it is shown; other metadata of that size is left out. */
function dataText(data: Data): string {
  const whole = JSON.stringify(data)
  if (whole.length <= longestBody) return whole
  const message = data.metadata?.message
  return JSON.stringify({
    ...data,
    metadata: typeof message === 'string' ? { message: cut(message, shownMessage) } : {},
  })
}

/** Never in the middle of a character. */
export const cut = (text: string, length: number): string => text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '')

const digest = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 40)

/** `hs_timestamp` comes back as ISO text or as milliseconds. */
export const timeOf = ({ properties: { hs_timestamp: text }, createdAt }: HubspotObject): Date => {
  const at = new Date(/^\d+$/.test(text ?? '') ? Number(text) : (text ?? NaN))
  return Number.isNaN(at.getTime()) ? createdAt : at
}

/** By time, then by id: ids are texts of digits that grow, beyond what a number holds. */
export const newestFirst = (a: { at: Date; id: string }, b: { at: Date; id: string }): number =>
  b.at.getTime() - a.at.getTime() || b.id.length - a.id.length || (a.id < b.id ? 1 : -1)

/**
 * One engagement under our unique id, then its association: both may be repeated, after a lost answer or a death between
 * the two. Throws `conflict` `idempotency_key_reused` when the id was used for something else.
 */
export async function writeEngagement(
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
              coccinelle_data: dataText({ ...values.data, fingerprint }),
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

export async function engagements(account: HubspotAccount, contactId: string, type: Engagement): Promise<HubspotObject[]> {
  const ids = await account.client.associated(contactId, type)
  const rows: HubspotObject[] = []
  for (let from = 0; from < ids.length; from += 100)
    rows.push(...(await account.client.read(type, ids.slice(from, from + 100), properties[type])))
  return rows
}

export const isNote = (object: HubspotObject): boolean => dataOf(object)?.kind !== 'activity'
