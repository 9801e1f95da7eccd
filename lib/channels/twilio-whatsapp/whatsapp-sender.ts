// Who wrote on WhatsApp: a number, a business-scoped id, or both.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
import type { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { InboundMessage } from '@/lib/messages/inbound-message'
import type { twilioWhatsappSchema } from './schema'

type Sender = Pick<InboundMessage, 'from' | 'fromKind' | 'alsoKnownAs'>

const withoutScheme = (address: string): string => address.replace(/^\s*whatsapp:/i, '')

/** `FR.` or `FR.ENT.` and up to 128 letters and digits. */
const businessScopedId = (address: string): string | null => {
  const id = withoutScheme(address)
  return /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(id) ? id : null
}

const phoneNumber = (address: string): string | null => {
  const digits = /^\s*\+?(\d{5,20})$/.exec(withoutScheme(address))?.[1]
  return digits === undefined ? null : `+${digits}`
}

/** Throws CrmError `invalid` on `From` when the delivery names nobody. */
export function whatsappSender(fields: z.output<typeof twilioWhatsappSchema>): Sender {
  const phone = phoneNumber(fields.From) ?? phoneNumber(fields.WaId)
  const id = businessScopedId(fields.ExternalUserId) ?? businessScopedId(fields.From)
  if (phone !== null) return { from: phone, fromKind: 'phone', alsoKnownAs: id === null ? null : { kind: 'whatsapp', value: id } }
  if (id !== null) return { from: id, fromKind: 'whatsapp', alsoKnownAs: null }
  const from = withoutScheme(fields.From) || withoutScheme(fields.ExternalUserId)
  if (from === '') throw new CrmError('invalid', 'Nobody sent it', { issues: [{ path: ['From'], reason: 'required' }] })
  return { from, fromKind: 'unknown', alsoKnownAs: null }
}
