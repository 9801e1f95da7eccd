// The base of a link: what both sides last agreed on. The push sends what differs from it, the two-way merge will need it.
import { z } from 'zod'
import { type Customer, metadataSchema } from '@/lib/customers/customer'

/** The plain fields that both sides have, in the words of the port. Phones are E.164, e-mails lower-case. */
export const plainFields = ['firstName', 'lastName', 'email', 'phone', 'preferredChannel', 'language', 'segment'] as const
export type PlainField = (typeof plainFields)[number]

const text = z.string().nullable()

/** One side of a customer, as far as it is shared. */
export const sideSchema = z.object({
  firstName: text,
  lastName: text,
  email: text,
  phone: text,
  preferredChannel: text,
  language: text,
  segment: text,
  tags: z.array(z.string()),
  metadata: metadataSchema,
})
export type Side = z.infer<typeof sideSchema>

const choice = z.boolean().nullable()
export const optInSchema = z.object({ email: choice, sms: choice, whatsapp: choice, phone: choice })
export type OptIn = z.infer<typeof optInSchema>

/**
 * ExternalLink.base. `local` is what the mirror held when it was sent, `remote` what the other system said about the same
 * fields: the two differ where it cannot keep a value as it is, and such a difference is no change. `remote` of a field that
 * was not sent is older than the last answer on purpose: what somebody changed there meanwhile still shows as a change.
 * `seen` is the remote record as it was last read when it differed from `remote`; nobody has reconciled it yet.
 */
export const baseSchema = z.object({
  format: z.literal(1),
  local: sideSchema,
  remote: sideSchema,
  optIn: z.object({ local: optInSchema, remote: optInSchema }).nullable(),
  seen: z.object({ remote: sideSchema, at: z.iso.datetime() }).nullable(),
})
export type Base = z.infer<typeof baseSchema>

/** Null for a link without a base, or with one of a format that is not known: both sides are then compared anew. */
export const readBase = (kept: unknown): Base | null => baseSchema.safeParse(kept).data ?? null

export const sideOf = (customer: Customer): Side => ({
  firstName: customer.firstName,
  lastName: customer.lastName,
  email: customer.email,
  phone: customer.phone,
  preferredChannel: customer.preferredChannel,
  language: customer.language,
  segment: customer.segment,
  tags: [...customer.tags].sort(),
  metadata: customer.metadata,
})

/** Names of what differs: plain fields, `tags`, and `metadata.<key>`. Never values. */
export function differences(one: Side, other: Side): string[] {
  const tags = (side: Side) => JSON.stringify([...side.tags].sort())
  const keys = [...new Set([...Object.keys(one.metadata), ...Object.keys(other.metadata)])].sort()
  return [
    ...plainFields.filter((name) => one[name] !== other[name]),
    ...(tags(one) === tags(other) ? [] : ['tags']),
    ...keys
      .filter((key) => JSON.stringify(one.metadata[key]) !== JSON.stringify(other.metadata[key]))
      .map((key) => `metadata.${key}`),
  ]
}
