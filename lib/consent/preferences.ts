// Communication preferences, derived from the consent ledger.
import { z } from 'zod'
import { contactChannelSchema } from '@/lib/customers/customer'

export const consentStates = ['granted', 'denied'] as const
export const consentStateSchema = z.enum(consentStates)

/** One line of the ledger. `source` says where it was said (`staff`, `api`, `message`, `shop-form`…), `proof` with what words. */
export const consentEntrySchema = z.object({
  id: z.string(),
  channel: contactChannelSchema,
  purpose: z.string(),
  state: consentStateSchema,
  source: z.string(),
  proof: z.string().nullable(),
  actor: z.string(),
  at: z.date(),
})
export type ConsentEntry = z.infer<typeof consentEntrySchema>

const choice = z.boolean().nullable()

/** Per channel: true = agreed, false = refused, null = never asked. `consents` is the newest ledger line per channel. */
export const preferencesSchema = z.object({
  preferredChannel: contactChannelSchema.nullable(),
  language: z.string(),
  optIn: z.object({ email: choice, sms: choice, whatsapp: choice, phone: choice }),
  consents: z.array(consentEntrySchema),
})
export type Preferences = z.infer<typeof preferencesSchema>

/** A change of preferences; every given `optIn` value that differs from the current one becomes a ledger line. */
export const preferencesPatchSchema = z
  .object({
    preferredChannel: contactChannelSchema.nullable().optional(),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/, { error: 'language' })
      .optional(),
    optIn: z
      .object({ email: z.boolean(), sms: z.boolean(), whatsapp: z.boolean(), phone: z.boolean() })
      .partial()
      .strict()
      .optional(),
    source: z.string().trim().min(1).max(60).optional(),
    proof: z.string().trim().max(2000).nullable().optional(),
  })
  .strict()
export type PreferencesPatch = z.output<typeof preferencesPatchSchema>
