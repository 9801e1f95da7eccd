// The one SELECT that yields a whole customer: handles, tags and links come in the same statement, as JSON.
import { z } from 'zod'
import { contactChannelSchema, type Customer, externalLinkSchema, handleSchema, metadataSchema } from '@/lib/customers/customer'
import type { Money } from '@/lib/shared/money'
import { int8Schema } from './sql-of'

/** Select list for a row source named `c` with the columns of "Customer". */
export const customerColumns = `c.id, c."firstName", c."lastName", c.email, c.phone, c."preferredChannel", c.language, c.segment,
  c.metadata, c."orderCount", c."spentMinor", c."lastOrderAt", c."lastContactAt", c."lastContactChannel", c.version,
  c."createdAt", c."updatedAt",
  coalesce((select json_agg(json_build_object('id', h.id, 'kind', h.kind, 'value', h.value, 'raw', h.raw, 'verified', h.verified,
      'shared', h.shared, 'isPrimary', h."isPrimary", 'source', h.source) order by h."isPrimary" desc, h."createdAt", h.id)
    from "CustomerHandle" h
    where h."tenantId" = c."tenantId" and h."customerId" = c.id and h."deletedAt" is null), '[]') as handles,
  coalesce((select json_agg(t.name order by t.key collate "C") from "CustomerTag" ct
    join "Tag" t on t."tenantId" = ct."tenantId" and t.id = ct."tagId" and t."deletedAt" is null
    where ct."tenantId" = c."tenantId" and ct."customerId" = c.id), '[]') as tags,
  coalesce((select json_agg(json_build_object('system', k.vendor, 'connectionId', l."connectionId", 'externalId', l."externalId",
      'kind', l.kind, 'evidence', l.evidence) order by l."createdAt", l.id) from "ExternalLink" l
    join "CrmConnection" k on k."tenantId" = l."tenantId" and k.id = l."connectionId"
    where l."tenantId" = c."tenantId" and l."customerId" = c.id), '[]') as links`

export const customerRowSchema = z.object({
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  preferredChannel: contactChannelSchema.nullable(),
  language: z.string(),
  segment: z.string().nullable(),
  metadata: metadataSchema,
  orderCount: z.int(),
  spentMinor: int8Schema,
  lastOrderAt: z.date().nullable(),
  lastContactAt: z.date().nullable(),
  lastContactChannel: z.string().nullable(),
  version: z.int(),
  createdAt: z.date(),
  updatedAt: z.date(),
  handles: z.array(handleSchema),
  tags: z.array(z.string()),
  links: z.array(externalLinkSchema),
})
export type CustomerRow = z.infer<typeof customerRowSchema>

/** Mean of `count` orders worth `spent` minor units, rounded to a minor unit; null without an order. */
export const averageOf = (spent: number, count: number, currency: string): Money | null =>
  count === 0 ? null : { amount: Math.round(spent / count), currency }

/** @param currency the shop's: the row's figures are in it */
export function toCustomer(row: CustomerRow, currency: string): Customer {
  const { orderCount, spentMinor, handles, tags, links, ...plain } = row
  return {
    ...plain,
    handles,
    tags,
    links,
    totalOrders: orderCount,
    totalSpent: orderCount === 0 ? null : { amount: spentMinor, currency },
    averageOrderValue: averageOf(spentMinor, orderCount, currency),
  }
}
