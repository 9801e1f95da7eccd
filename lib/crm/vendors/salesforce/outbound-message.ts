// Reads an Outbound Message: which org, and which contacts changed. Never entities, never a session id.
// https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_om_outboundmessaging_notifications.htm
import { createHash } from 'node:crypto'
import { XMLParser } from 'fast-xml-parser'
import { z } from 'zod'

/** A hundred contacts with all their fields stay far below. */
export const maxMessageBytes = 1024 * 1024

const parser = new XMLParser({
  ignoreAttributes: true,
  removeNSPrefix: true,
  processEntities: false,
  parseTagValue: false,
  trimValues: true,
  // One notification alone is a list too.
  isArray: (name) => name === 'Notification',
})

const sfId = z.string().regex(/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/)
/** There when an admin chose them. */
const moment = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional()
  .catch(undefined)
const messageSchema = z.object({
  Envelope: z.object({
    Body: z.object({
      notifications: z.object({
        OrganizationId: sfId,
        Notification: z
          .array(z.object({ Id: sfId, sObject: z.looseObject({ Id: sfId, SystemModstamp: moment, LastModifiedDate: moment }) }))
          .min(1)
          .max(100),
      }),
    }),
  }),
})

export interface OutboundMessage {
  organizationId: string
  /** `at`: when the record changed, or now where the message does not say. */
  notifications: { id: string; recordId: string; digest: string; at: Date }[]
}

/** Null for what is no Outbound Message, is too large, or declares a document type or entities. */
export function readOutboundMessage(body: Buffer): OutboundMessage | null {
  if (body.length === 0 || body.length > maxMessageBytes) return null
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return null
  }
  if (/<!/.test(text.replace(/<!--|<!\[CDATA\[/g, ''))) return null
  try {
    const { notifications } = messageSchema.parse(parser.parse(text, true)).Envelope.Body
    return {
      organizationId: notifications.OrganizationId,
      notifications: notifications.Notification.map(({ Id, sObject }) => ({
        id: Id,
        recordId: sObject.Id,
        at: sObject.SystemModstamp ?? sObject.LastModifiedDate ?? new Date(),
        digest: createHash('sha256').update(JSON.stringify(sObject)).digest('hex'),
      })),
    }
  } catch {
    return null
  }
}

/** The first 15 characters say which record it is; the other three repeat their capitals. */
export const isSameId = (a: string, b: string): boolean =>
  sfId.safeParse(a).success && sfId.safeParse(b).success && a.slice(0, 15) === b.slice(0, 15)
