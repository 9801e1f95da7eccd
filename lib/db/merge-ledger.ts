// What a merge writes down so that it can be taken back: every row that moved and every field before and after.
import { z } from 'zod'
import { contactChannelSchema, handleKindSchema, metadataSchema } from '@/lib/customers/customer'
import { mergeChoicesSchema } from '@/lib/customers/merge-choices'

/** The columns of a customer's own row that a merge may fill in. Moments are ISO texts. */
export const mergeFieldsSchema = z.object({
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  preferredChannel: contactChannelSchema.nullable(),
  language: z.string(),
  segment: z.string().nullable(),
  metadata: metadataSchema,
  lastContactAt: z.string().nullable(),
  lastContactChannel: z.string().nullable(),
})
export type MergeFields = z.infer<typeof mergeFieldsSchema>

/** Tables whose rows go over by their id alone. */
export const movedTables = {
  notes: '"CustomerNote"',
  activities: '"CustomerActivity"',
  messages: '"Message"',
  orders: '"Order"',
  consents: '"ConsentEntry"',
  links: '"ExternalLink"',
} as const
export type MovedKind = keyof typeof movedTables
export const movedKinds = [
  'notes',
  'activities',
  'messages',
  'orders',
  'consents',
  'links',
] as const satisfies readonly MovedKind[]

const ids = z.array(z.string())

export const handleStateSchema = z.object({
  id: z.string(),
  kind: handleKindSchema,
  value: z.string(),
  shared: z.boolean(),
  isPrimary: z.boolean(),
  deletedAt: z.string().nullable(),
})
export type HandleState = z.infer<typeof handleStateSchema>

export const mergeLedgerSchema = z.object({
  format: z.literal(1),
  winner: z.object({ before: mergeFieldsSchema, after: mergeFieldsSchema, handles: z.array(handleStateSchema) }),
  loser: z.object({ before: mergeFieldsSchema }),
  moved: z.object({
    /** As they were on the loser; `isPrimary` may be less on the winner. */
    handles: z.array(handleStateSchema),
    notes: ids,
    activities: ids,
    messages: ids,
    orders: ids,
    consents: ids,
    links: ids,
  }),
  /** Ids of the tags that the winner did not have; the loser's own tag rows stay where they are. */
  addedTags: ids,
  /** Refusals written down again because the other side agreed later, and whose refusal it was. */
  denials: z.array(z.object({ id: z.string(), side: z.enum(['winner', 'loser']) })),
  /** What a person chose field by field; older ledgers have none. */
  choices: mergeChoicesSchema.default({ fields: {}, metadata: {} }),
  /** Where a choice made another handle of the winner's the primary one: which it was before, null for none. */
  primaries: z.array(z.object({ kind: handleKindSchema, before: z.string().nullable(), after: z.string() })).default([]),
})
export type MergeLedger = z.infer<typeof mergeLedgerSchema>
