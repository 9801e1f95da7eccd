// Why somebody in a linked system is this customer here.
import { z } from 'zod'

/** `guest`: bought without an account; nothing over there can be written to. */
export const linkKinds = ['customer', 'guest'] as const
export type LinkKind = (typeof linkKinds)[number]

/**
 * `by`: the handle that agreed, `new` when nobody here had one of theirs; `value` is that handle. `shared`: a number of theirs
 * that is another customer's as well and so proves nothing.
 */
export const linkEvidenceSchema = z.object({
  by: z.enum(['email', 'phone', 'new']),
  value: z.string().nullable(),
  shared: z.string().nullable(),
})
export type LinkEvidence = z.infer<typeof linkEvidenceSchema>
