// The fields of WooCommerce's answers that are read. Ids become text; a number that JavaScript cannot hold is refused.
import { z } from 'zod'

const id = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/)]).transform(String)

/** Plug-ins put null and numbers where texts are promised. */
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? '' : String(value)))

/** Without a zone, and UTC: only members that end in `_gmt` are read. Null for "never", which some have. */
const moment = z
  .string()
  .nullish()
  .transform((value, context) => {
    if (value === null || value === undefined || value === '') return null
    const at = new Date(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(value) ? `${value}Z` : Number.NaN)
    if (!Number.isNaN(at.getTime())) return at
    context.addIssue({ code: 'custom', message: 'date' })
    return z.NEVER
  })

/** A value may be anything that a plug-in put there. */
const meta = z.object({ id: z.union([z.int(), z.string()]).optional(), key: z.string(), value: z.unknown() })
const metaList = z
  .array(meta)
  .nullish()
  .transform((list) => list ?? [])

const address = z.object({ first_name: text, last_name: text, phone: text })

export const customerSchema = z.object({
  id,
  date_created_gmt: moment,
  date_modified_gmt: moment,
  email: text,
  first_name: text,
  last_name: text,
  role: text,
  billing: address.extend({ email: text }),
  shipping: address,
  meta_data: metaList,
})
export type WooCustomer = z.output<typeof customerSchema>

export const orderSchema = z.object({
  id,
  number: text,
  status: z.string().min(1),
  currency: z.string().regex(/^[A-Z]{3}$/),
  date_created_gmt: moment,
  date_modified_gmt: moment,
  date_paid_gmt: moment,
  total: z.union([z.string(), z.number()]).transform(String),
  customer_id: z.union([z.int().min(0), z.string().regex(/^\d{1,15}$/)]).transform(String),
  billing: address.extend({ email: text }),
  refunds: z
    .array(z.object({ total: z.union([z.string(), z.number()]).transform(String) }))
    .nullish()
    .transform((list) => list ?? []),
  meta_data: metaList,
})
export type WooOrder = z.output<typeof orderSchema>

export const webhookSchema = z.object({ id, status: z.string(), topic: z.string(), delivery_url: z.string() })
export type WooWebhook = z.output<typeof webhookSchema>

/** The index of WordPress's REST API. */
export const indexSchema = z.object({ name: text, namespaces: z.array(z.string()) })

/** Every member may be missing; `message` is in the shop's language and may quote a person: it is not read. */
export const errorSchema = z.object({ code: z.union([z.string(), z.number()]).transform(String) })

const failed = z.object({ id: z.unknown().optional(), error: errorSchema })
const row = z.union([failed, customerSchema])
/** Answers 200 whatever becomes of the rows; a refused one holds its error. */
export const batchSchema = z.object({ create: z.array(row).default([]), update: z.array(row).default([]) })
export type BatchRowAnswer = z.output<typeof row>
