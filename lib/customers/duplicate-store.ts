// PORT: what the search for duplicates needs of a shop's customers. lib/db implements it on PostgreSQL.
import type { MatchPerson, PairHints, ScoredPair } from './duplicate'

/** A customer as he is compared, and which state of the record that was. */
export interface MatchSubject extends MatchPerson {
  updatedAt: Date
}

/** A pair to keep; `a` before `b`. */
export interface FoundPair extends ScoredPair {
  a: string
  b: string
}

export interface Candidate extends PairHints {
  id: string
  otherId: string
}

export interface DuplicateStore {
  /** Live customers among these. */
  people(ids: string[]): Promise<MatchSubject[]>
  /** Who shares a family name with one of these and with one more person only: until now perhaps a name of just two. */
  outnumbered(ids: string[]): Promise<string[]>
  /** Keeps these keys as the customers' own, those of `gone` are forgotten. Committed on return: others find them from now on. */
  keepKeys(keys: { id: string; keys: string[] }[], gone: string[]): Promise<void>
  /** Pairs of one of these customers and another that shares a key, was seen to be the same sender or alone has the name; both live. */
  candidates(ids: string[]): Promise<Candidate[]>
  /**
   * Writes what was found of these customers, in one transaction: new and changed pairs, what is no longer found goes. Pairs
   * that were dismissed or merged keep that, and one whose "not the same person" holds for it through merges is left out.
   */
  keepFound(ids: string[], pairs: FoundPair[], looked: { id: string; updatedAt: Date }[]): Promise<void>
  /** Ids above `after`, in order, of customers that changed since they were last looked at, and where to go on; null at the end. */
  unlooked(after: string, limit: number): Promise<{ ids: string[]; next: string | null }>
  /** What is kept of customers who are no longer there goes, but for what people decided. */
  forgetGone(): Promise<void>
}
