// What can be done to many customers at once.
import { z } from 'zod'
import { customerPatchSchema, tagNameSchema } from '../customer'
import { askedChannels } from './bulk-limits'

const tags = z.array(tagNameSchema).min(1).max(20)

export const changeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add-tags'), tags }),
  z.strictObject({ kind: z.literal('remove-tags'), tags }),
  z.strictObject({ kind: z.literal('set-segment'), segment: customerPatchSchema.shape.segment.unwrap() }),
])
/** Whoever may write customers may do this. */
export type BulkChange = z.output<typeof changeSchema>

/** As long as nothing is sent from here, asking makes a file of people's addresses: it needs the right to take these out. */
export const askSchema = z.strictObject({ kind: z.literal('ask-consent'), channel: z.enum(askedChannels) })
export type BulkAsk = z.output<typeof askSchema>

export const bulkActionSchema = z.union([changeSchema, askSchema, z.strictObject({ kind: z.literal('archive') })])
/** Asking and archiving need rights of their own. */
export type BulkAction = z.output<typeof bulkActionSchema>
