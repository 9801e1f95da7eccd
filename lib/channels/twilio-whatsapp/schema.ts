// The wire fields of a WhatsApp message from Twilio that are read.
import { z } from 'zod'
import { twilioMessageSchema } from '../twilio/twilio-message'

/**
 * `WaId` is the number in digits without a plus; `ExternalUserId` the business-scoped id (`whatsapp:FR.1349…`), the only
 * identity of a person who hides the number. `From` can be missing then.
 */
export const twilioWhatsappSchema = twilioMessageSchema.extend({
  From: z.string().max(254).default(''),
  WaId: z.string().max(64).default(''),
  ProfileName: z.string().optional(),
  ExternalUserId: z.string().max(254).default(''),
})
