// Settings that both Twilio channels share.
import { z } from 'zod'

export const twilioSettingsSchema = z
  .object({
    /** Refuses deliveries of any other Twilio account. */
    accountSid: z
      .string()
      .regex(/^AC[0-9a-zA-Z_-]{1,64}$/, { error: 'account_sid' })
      .optional(),
    /**
     * The address exactly as entered at Twilio, when a proxy changes the path or the address has a query: the web framework
     * spells a query its own way, and the signature is over Twilio's. Default: this installation's own address.
     */
    publicUrl: z.url({ protocol: /^https?$/, error: 'url' }).optional(),
  })
  .strict()

/** An auth token as Twilio's console shows it. */
export const authTokenSchema = z.string().regex(/^\S{6,200}$/, { error: 'secret_format' })
