// Doublons for the screens: the list, one pair, those of one customer, and how many wait.
import 'server-only'
import {
  countDuplicates,
  type DuplicateOfCustomer,
  type DuplicatePair,
  type DuplicateRow,
  listDuplicates,
  type PairLink,
  readDuplicatePair,
  standingMerges,
} from '@/lib/db/duplicate-list'
import type { Page } from '@/lib/customers/customer'
import type { DashboardContext } from './context'

export type { CountedKind } from '@/lib/db/duplicate-list'
export type { DuplicateOfCustomer, DuplicatePair, DuplicateRow, PairLink }

const pageSize = 30
/** Beyond it a person reads "100 ou plus". */
const cap = 100

/** Throws `invalid` for a bad cursor. */
export const getDuplicates = ({ shop }: DashboardContext, cursor: string | null): Promise<Page<DuplicateRow>> =>
  listDuplicates(shop, cursor, pageSize)

export const getDuplicateCount = ({ shop }: DashboardContext): Promise<{ count: number; capped: boolean }> =>
  countDuplicates(shop, cap)

export const getDuplicatePair = ({ shop }: DashboardContext, one: string, other: string): Promise<DuplicatePair | null> =>
  readDuplicatePair(shop, one, other)

/** Which of these merges were not taken back; nothing is asked for none. */
export const getStandingMerges = async ({ shop }: DashboardContext, mergeIds: string[]): Promise<Set<string>> =>
  mergeIds.length === 0 ? new Set() : standingMerges(shop, mergeIds)
