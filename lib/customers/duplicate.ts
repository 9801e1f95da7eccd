// Two customers who may be one person: what speaks for it, how sure that is, and what was decided.
import { z } from 'zod'

/**
 * What speaks for one person (weight above 0) or against. `values` are what each side has, the lesser customer id's first, or
 * the one value that both have.
 */
export const evidenceKinds = [
  'sender',
  'phone',
  'whatsapp',
  'former_phone',
  'phone_ending',
  'phone_typo',
  'email',
  'mailbox',
  'former_email',
  'email_name',
  'name',
  'rare_name',
  'postcode',
  'names_differ',
  'contacts_differ',
] as const
export const evidenceSchema = z.object({
  kind: z.enum(evidenceKinds),
  values: z.array(z.string()),
  weight: z.int(),
  /** How alike the values are, 0 to 100; only where they need not be equal. */
  percent: z.int().min(0).max(100).optional(),
})
export type Evidence = z.infer<typeof evidenceSchema>

export const suggestionStateSchema = z.enum(['open', 'dismissed', 'merged'])

/** Pairs below this score (0 to 100) are not worth a person's time. */
export const shownScore = 60

/** Nobody counts further what a merge moves. */
export const countCap = 10_000

/** What two people are compared by. */
export interface MatchPerson {
  id: string
  firstName: string | null
  lastName: string | null
  /** What the sender of messages calls itself, for who has no name yet. */
  senderName: string | null
  postcode: string | null
  handles: MatchHandle[]
}

/** `former`: the customer had it once. */
export interface MatchHandle {
  kind: 'phone' | 'email' | 'whatsapp'
  value: string
  shared: boolean
  former: boolean
}

/** What is known of a pair beside the two people themselves. */
export interface PairHints {
  /** A message came under an identity of each. */
  isOneSender: boolean
  /** Nobody else in the shop has their family name. */
  isRareName: boolean
}

export interface ScoredPair {
  score: number
  evidence: Evidence[]
}

/** The two ids in the order in which a pair is kept. */
export const pairOf = (one: string, other: string): [a: string, b: string] => (one < other ? [one, other] : [other, one])
