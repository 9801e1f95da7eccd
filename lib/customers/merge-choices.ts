// Which side wins, field by field, when two records become one.
import { z } from 'zod'

export const choosableFields = ['firstName', 'lastName', 'phone', 'email', 'language', 'preferredChannel', 'segment'] as const
export type ChoosableField = (typeof choosableFields)[number]

const sideSchema = z.enum(['kept', 'duplicate'])
export type MergeSide = z.infer<typeof sideSchema>

/**
 * What is not named is the kept customer's. Something empty never wins over something filled, whatever was chosen. `phone` and
 * `email` say which is the primary one: the other stays as a second way to reach the customer. `metadata` is key by key.
 */
export const mergeChoicesSchema = z
  .object({
    fields: z.partialRecord(z.enum(choosableFields), sideSchema).default({}),
    metadata: z.record(z.string().max(120), sideSchema).default({}),
  })
  .strict()
export type MergeChoices = z.output<typeof mergeChoicesSchema>

export const noChoices: MergeChoices = { fields: {}, metadata: {} }

/** The value that stays. */
export function chosen<T>(kept: T | null, duplicate: T | null, side: MergeSide = 'kept'): T | null {
  return side === 'duplicate' ? (duplicate ?? kept) : (kept ?? duplicate)
}

/** Both records' keys; of those that both have, the chosen side's. */
export function chosenMetadata<T>(
  kept: Readonly<Record<string, T>>,
  duplicate: Readonly<Record<string, T>>,
  choices: MergeChoices['metadata'],
): Record<string, T> {
  const wins = Object.entries(duplicate).filter(([key]) => !(key in kept) || choices[key] === 'duplicate')
  return { ...kept, ...Object.fromEntries(wins) }
}
