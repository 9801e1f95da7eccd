// What can be done to many customers at once.
import { z } from 'zod'
import { customerPatchSchema, tagNameSchema } from '../customer'
import { askedChannels } from './bulk-limits'

const tags = z.array(tagNameSchema).min(1).max(20)

export const changeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add-tags'), tags }),
  z.strictObject({ kind: z.literal('remove-tags'), tags }),
  z.strictObject({ kind: z.literal('set-segment'), segment: customerPatchSchema.shape.segment.unwrap() }),
  z.strictObject({ kind: z.literal('ask-consent'), channel: z.enum(askedChannels) }),
])
/** Whoever may write customers may do this. */
export type BulkChange = z.output<typeof changeSchema>

export const bulkActionSchema = z.union([changeSchema, z.strictObject({ kind: z.literal('archive') })])
/** Archiving needs a right of its own. */
export type BulkAction = z.output<typeof bulkActionSchema>
