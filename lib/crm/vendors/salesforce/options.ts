// What opens an org and how it is used.
import { z } from 'zod'
import { fieldMappingSchema } from '../../field-mapping'
import { instanceOrigin } from './hosts'

const secret = z
  .string()
  .trim()
  .min(1, { error: 'required' })
  .max(4_096)
  .regex(/^[\x21-\x7e]+$/, { error: 'format' })

/** With `refreshToken`, `clientId` and `clientSecret` the token is renewed in this process; rotated ones are kept in it only. */
export const salesforceCredentialsSchema = z.object({
  tenantId: z.string().optional(),
  instanceUrl: z
    .string({ error: 'required' })
    .max(300)
    .transform((text, context) => {
      const origin = instanceOrigin(text)
      if (origin === null) context.addIssue({ code: 'custom', message: 'host' })
      return origin ?? ''
    })
    .optional(),
  accessToken: secret.optional(),
  refreshToken: secret.optional(),
  clientId: secret.optional(),
  clientSecret: secret.optional(),
})

/** `timeout` in milliseconds for one attempt; `currency` is the one of the org's amounts. */
export const salesforceOptionsSchema = z.object({
  apiVersion: z
    .string()
    .regex(/^v\d{2,3}\.0$/, { error: 'format' })
    .optional(),
  timeout: z.int().min(50).max(120_000).default(30_000),
  customFieldMapping: fieldMappingSchema,
  region: z.string().default('FR'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'currency' })
    .default('EUR'),
  locale: z.string().default('fr'),
})
