// What opens a shop and how it is used.
import { z } from 'zod'
import { fieldMappingSchema, metadataKeyOf, normaliseMapping } from '../../field-mapping'
import { shopDomain } from './shop-address'

const secret = z
  .string()
  .trim()
  .min(1, { error: 'required' })
  .max(4_096)
  .regex(/^[\x21-\x7e]+$/, { error: 'format' })

/**
 * `accessToken` of an app made in the shop's own settings before 2026; or `clientId` and `clientSecret` of an app of the
 * shop's own organisation, which gives tokens for a day. https://shopify.dev/docs/apps/build/authentication-authorization
 */
export const shopifyCredentialsSchema = z
  .object({
    tenantId: z.string().optional(),
    shop: z
      .string({ error: 'required' })
      .max(300)
      .transform((text, context) => {
        const domain = shopDomain(text)
        if (domain === null) context.addIssue({ code: 'custom', message: 'shop_address' })
        return domain ?? ''
      })
      .optional(),
    accessToken: secret.optional(),
    clientId: secret.optional(),
    clientSecret: secret.optional(),
  })
  .superRefine(({ clientId, clientSecret }, context) => {
    if ((clientId === undefined) === (clientSecret === undefined)) return
    context.addIssue({
      code: 'custom',
      path: [clientId === undefined ? 'clientId' : 'clientSecret'],
      message: 'required',
    })
  })

/** What has a place of its own in Shopify, which a mapping cannot move. */
const fixed = new Set([
  'firstName',
  'lastName',
  'email',
  'phone',
  'tags',
  'totalOrders',
  'totalSpent',
  'averageOrderValue',
  'lastOrderAt',
])

/** `timeout` in milliseconds for one attempt; from `bulkFrom` records on, all are read by a bulk operation. */
export const shopifyOptionsSchema = z.object({
  timeout: z.int().min(50).max(120_000).default(30_000),
  customFieldMapping: fieldMappingSchema.superRefine((given, context) => {
    for (const [internal, external] of Object.entries(normaliseMapping(given).mapping)) {
      if (fixed.has(internal)) context.addIssue({ code: 'custom', path: [internal], message: 'mapping_fixed' })
      // A metafield is `namespace.key`; the one field of Shopify's own that can be chosen is its note.
      const isNote = external === 'note' && metadataKeyOf(internal) !== null
      if (!isNote && !/^[A-Za-z][A-Za-z0-9_-]{1,62}\.[A-Za-z0-9_-]{2,63}$/.test(external))
        context.addIssue({ code: 'custom', path: [internal], message: 'external_field' })
    }
  }),
  bulkFrom: z.int().min(0).default(5_000),
  region: z.string().default('FR'),
  locale: z.string().default('fr'),
  currency: z.string().default('EUR'),
})
