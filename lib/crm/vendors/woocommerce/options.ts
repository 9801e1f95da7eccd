// What opens a shop and how it is used: its address and a pair of keys, pasted or handed over by the shop itself.
import { z } from 'zod'
import { fieldMappingSchema } from '../../field-mapping'
import { storeUrl } from './store-url'

/** `ck_…` and `cs_…`; a colon would part the pair elsewhere. */
const key = (prefix: string) =>
  z
    .string()
    .trim()
    .min(1, { error: 'required', abort: true })
    .max(200)
    .regex(new RegExp(`^${prefix}_[A-Za-z0-9]{8,}$`), { error: 'store_key' })

const address = z
  .string()
  .trim()
  .min(1, { error: 'required' })
  .transform((typed, context) => {
    const url = storeUrl(typed)
    if (url !== null) return url
    context.addIssue({ code: 'custom', message: /^http:\/\//i.test(typed) ? 'store_https' : 'store_url' })
    return z.NEVER
  })

export const consumerKeySchema = key('ck')
export const consumerSecretSchema = key('cs')

export const wooCredentialsSchema = z.object({
  tenantId: z.string().optional(),
  storeUrl: address.optional(),
  consumerKey: consumerKeySchema.optional(),
  consumerSecret: consumerSecretSchema.optional(),
})

/** `timeout` in milliseconds for one attempt: small hosting is slow. */
export const wooOptionsSchema = z.object({
  timeout: z.int().min(50).max(120_000).default(30_000),
  customFieldMapping: fieldMappingSchema,
  region: z.string().default('FR'),
  locale: z.string().default('fr'),
  currency: z.string().default('EUR'),
})
