// A segment: a rule about customers under a name. Levels are the steps of the shop's ladder; groups are free.
import { z } from 'zod'
import { type CustomerRule, customerRuleSchema } from '@/lib/customers/rule'

export const segmentKinds = ['level', 'group'] as const
export type SegmentKind = (typeof segmentKinds)[number]

export interface Segment {
  id: string
  kind: SegmentKind
  /** What a level writes to its customers; of a group its id. */
  key: string
  /** null for the levels that every shop has: their names are in the catalogues. */
  name: string | null
  /** A hue's name; null: coloured by its words. */
  color: string | null
  rule: CustomerRule
  version: number
  /** Who wrote it last; null for what came with the shop. */
  updatedBy: string | null
}

/** Everybody of whom no other level holds; it is always the last, and its rule asks nothing. */
export const lastLevel = 'standard'

/** Nobody reads through more. */
export const mostSegments = 50

export const segmentIdSchema = z.string().min(1).max(100)
export const segmentNameSchema = z.string().trim().min(1).max(60)
export const segmentColors = ['stone', 'rose', 'amber', 'lime', 'teal', 'sky', 'violet'] as const
export const segmentColorSchema = z.enum(segmentColors).nullable()

/** What lies in a row; a rule that no release of ours wrote holds of nobody rather than of everybody. */
const nobody: CustomerRule = { match: 'all', parts: [{ field: 'orders', operator: 'between', values: ['1', '0'] }] }
export const readStoredRule = (value: unknown): CustomerRule => customerRuleSchema.safeParse(value).data ?? nobody
