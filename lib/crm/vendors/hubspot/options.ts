// What opens a HubSpot account and how it is used. API keys have not worked since 30 November 2022 and are refused.
// https://developers.hubspot.com/docs/api/intro-to-auth
import { z } from 'zod'
import { vendorEnvironment } from '@/lib/shared/env'
import { fieldMappingSchema } from '../../field-mapping'
import { apiVersions, currentVersion } from './api-version'
import { defaultStages, stagesSchema } from './stages'

/** A key was a UUID; tokens never are. */
const isApiKey = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text.trim())

const token = z
  .string()
  .trim()
  .min(8, { error: 'required' })
  .max(4_096)
  .regex(/^[\x21-\x7e]+$/, { error: 'format' })
  .refine((text) => !isApiKey(text), { error: 'api_key_retired' })

/** `portalId` is the account's number, for the budget's name only. */
export const hubspotCredentialsSchema = z.object({
  tenantId: z.string().optional(),
  accessToken: token.optional(),
  portalId: z.string().max(40).optional(),
  apiKey: z
    .unknown()
    .refine((key) => key === undefined, { error: 'api_key_retired' })
    .optional(),
})

const allowedUrl = (text: string): boolean => text === 'https://api.hubapi.com' || text === vendorEnvironment('hubspot').baseUrl

/** `timeout` in milliseconds for one attempt. */
export const hubspotOptionsSchema = z.object({
  apiUrl: z
    .string()
    .transform((text) => text.replace(/\/+$/, ''))
    .refine(allowedUrl, { error: 'host' })
    .optional(),
  timeout: z.int().min(50).max(120_000).default(30_000),
  customFieldMapping: fieldMappingSchema,
  stages: stagesSchema.default(defaultStages),
  region: z.string().default('FR'),
  locale: z.string().default('fr'),
  currency: z.string().default('EUR'),
  version: z.enum(apiVersions).default(currentVersion),
})
