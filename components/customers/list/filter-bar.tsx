// The filters in force as a sentence of chips, and what adds to it, sorts it and chooses its columns.
import type { ReactNode } from 'react'
import type { ListState } from '../list-url'
import { FilterChips } from './filter-chips'
import { SortMenu } from './sort-menu'
import { useSentences } from './use-sentences'

type FilterBarProps = {
  state: ListState
  /** The shop's. */
  currency: string
  systems: { id: string; label: string }[]
  /** Further tools, at the end of the line. */
  children?: ReactNode
}

export function FilterBar({ state, currency, systems, children }: FilterBarProps) {
  const sentences = useSentences(state, currency, systems)
  return (
    <div className="mb-3 flex items-start gap-2">
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">
        <FilterChips state={state} currency={currency} sentences={sentences} />
      </div>
      <div className="flex shrink-0 items-center gap-2">
        <SortMenu state={state} />
        {children}
      </div>
    </div>
  )
}
