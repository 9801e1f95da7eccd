// Where counting a list stops: beyond it a person reads "10 000 ou plus".
import type { CustomerFilter } from './customer-store'

/** What is tagged or filtered is counted row by row and stops sooner; nobody reads on through hundreds that a search found. */
export function listCountCap({ query, tags = [], rule }: CustomerFilter): number {
  if (query !== undefined) return 200
  return tags.length > 0 || (rule?.parts ?? []).length > 0 ? 1_000 : 10_000
}
