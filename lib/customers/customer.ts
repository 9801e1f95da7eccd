// What a customer is: the shapes every room shares.
import { z } from 'zod'
import { instantSchema } from '@/lib/shared/instant'
import { moneySchema } from '@/lib/shared/money'
import { activityTypes } from './activity-types'
import { linkEvidenceSchema, linkKinds } from './link-evidence'

/** How a shop can write to a customer, or be written to. */
export const contactChannels = ['sms', 'whatsapp', 'email', 'phone'] as const
export const contactChannelSchema = z.enum(contactChannels)
export type ContactChannel = z.infer<typeof contactChannelSchema>

export const handleKinds = ['phone', 'email', 'whatsapp', 'username', 'reference'] as const
export const handleKindSchema = z.enum(handleKinds)
export type HandleKind = z.infer<typeof handleKindSchema>

/** One way to reach a customer. `value` is normalised (E.164, lower-case e-mail, business-scoped id), `raw` as given. */
export const handleSchema = z.object({
  id: z.string(),
  kind: handleKindSchema,
  value: z.string(),
  raw: z.string(),
  verified: z.boolean(),
  shared: z.boolean(),
  isPrimary: z.boolean(),
  source: z.string(),
})
export type Handle = z.infer<typeof handleSchema>

/**
 * The same customer in another system. `system` is the vendor's id as in the registry; `evidence` is null for a record that was
 * made there from here.
 */
export const externalLinkSchema = z.object({
  system: z.string(),
  connectionId: z.string(),
  externalId: z.string(),
  kind: z.enum(linkKinds),
  evidence: linkEvidenceSchema.nullable(),
})

export const metadataSchema = z.record(z.string(), z.json())
export type Metadata = z.infer<typeof metadataSchema>

/**
 * A customer as staff and callers see it. Amounts are minor units in the shop's currency; `totalSpent` is null without
 * an order, `averageOrderValue` is derived. `phone` is E.164. Names are nullable: "Client inconnu" is a label.
 */
export const customerSchema = z.object({
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  handles: z.array(handleSchema),
  preferredChannel: contactChannelSchema.nullable(),
  language: z.string(),
  segment: z.string().nullable(),
  tags: z.array(z.string()),
  totalOrders: z.int(),
  totalSpent: moneySchema.nullable(),
  averageOrderValue: moneySchema.nullable(),
  lastOrderAt: z.date().nullable(),
  lastContactAt: z.date().nullable(),
  lastContactChannel: z.string().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
  version: z.int(),
  metadata: metadataSchema,
  links: z.array(externalLinkSchema),
})
export type Customer = z.infer<typeof customerSchema>

/** The segments a shop starts with; a shop may use others. */
export const presetSegments = ['vip', 'active', 'prospect', 'standard'] as const

const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .transform((text) => (text === '' ? null : text))
    .nullable()
    .optional()

export const tagNameSchema = z.string().trim().min(1).max(60)

/**
 * What a caller gives for a new customer. `phone` in any usual form (read with the shop's region), `email` in any case.
 * Dates inside `metadata` become ISO strings. At least one of name, phone, e-mail or handle must be there.
 */
export const newCustomerSchema = z
  .object({
    firstName: optionalText(120),
    lastName: optionalText(120),
    email: optionalText(254),
    phone: optionalText(40),
    preferredChannel: contactChannelSchema.nullable().optional(),
    language: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$/, { error: 'language' })
      .optional(),
    segment: optionalText(60),
    tags: z.array(tagNameSchema).max(100).optional(),
    metadata: z.record(z.string().max(120), z.unknown()).optional(),
  })
  .strict()
export type NewCustomerInput = z.input<typeof newCustomerSchema>

/** A change: a missing field stays, `null` clears it. `metadata` is merged key by key, a `null` value removes its key. */
export const customerPatchSchema = newCustomerSchema
export type CustomerPatchInput = z.input<typeof customerPatchSchema>
export type CustomerPatch = z.output<typeof customerPatchSchema>

export const noteSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  content: z.string(),
  createdBy: z.string(),
  createdAt: z.date(),
  updatedAt: z.date(),
  version: z.int(),
})
export type CustomerNote = z.infer<typeof noteSchema>
export const noteContentSchema = z.string().trim().min(1).max(20_000)

export const activityTypeSchema = z.enum(activityTypes)
export type ActivityType = z.infer<typeof activityTypeSchema>

/** One line of the timeline; `channel` is a contact channel or another word such as `shop`. */
export const activitySchema = z.object({
  id: z.string(),
  customerId: z.string(),
  type: activityTypeSchema,
  channel: z.string().nullable(),
  description: z.string(),
  timestamp: z.date(),
  metadata: metadataSchema,
})
export type CustomerActivity = z.infer<typeof activitySchema>

export const orderStatuses = ['pending', 'paid', 'fulfilled', 'partially_fulfilled', 'refunded', 'cancelled'] as const
export const orderStatusSchema = z.enum(orderStatuses)
export type OrderStatus = z.infer<typeof orderStatusSchema>

/** A purchase; `refunded` is what was given back, in the same currency. */
export const orderSchema = z.object({
  id: z.string(),
  customerId: z.string(),
  source: z.string(),
  externalId: z.string(),
  /** What people call it (#1001); null: the external id. */
  name: z.string().nullable(),
  status: orderStatusSchema,
  total: moneySchema,
  refunded: moneySchema,
  placedAt: z.date(),
})
export type CustomerOrder = z.infer<typeof orderSchema>

export const newOrderSchema = z
  .object({
    externalId: z.string().trim().min(1).max(200),
    total: moneySchema.refine((total) => total.amount >= 0, { error: 'amount_negative', path: ['amount'] }),
    refunded: moneySchema.optional(),
    placedAt: instantSchema,
    status: orderStatusSchema.default('paid'),
  })
  .strict()
export type NewOrderInput = z.input<typeof newOrderSchema>
export type NewOrder = z.output<typeof newOrderSchema>

/** Figures of one customer. Cancelled orders do not count, refunds are subtracted; one line a currency. */
export const customerStatsSchema = z.object({
  totalOrders: z.int(),
  totalSpent: moneySchema.nullable(),
  averageOrderValue: moneySchema.nullable(),
  firstOrderAt: z.date().nullable(),
  lastOrderAt: z.date().nullable(),
  byCurrency: z.array(z.object({ orders: z.int(), spent: moneySchema, average: moneySchema.nullable() })),
  messagesReceived: z.int(),
  messagesSent: z.int(),
  lastContactAt: z.date().nullable(),
})
export type CustomerStats = z.infer<typeof customerStatsSchema>

export type Page<T> = { data: T[]; nextCursor: string | null }
