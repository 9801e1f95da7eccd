// The filters in force as a sentence of chips, and what adds to it, keeps it, sorts the list and chooses its columns.
import type { ReactNode } from 'react'
import type { ListState } from '../list-url'
import { FilterChips } from './filter-chips'
import { SortMenu } from './sort-menu'

type FilterBarProps = {
  state: ListState
  /** The shop's. */
  currency: string
  /** One a condition, in the state's order. */
  sentences: string[]
  /** After the chips: what can be done with a list that its view does not keep. */
  saving: ReactNode
  /** Further tools, at the end of the line. */
  children?: ReactNode
}

export function FilterBar({ state, currency, sentences, saving, children }: FilterBarProps) {
  return (
    <div className="mb-3 flex items-start gap-2">
      {/* On a phone one line that is moved sideways: many filters must not push the customers out of sight. */}
      <div className="flex min-w-0 flex-1 items-center gap-2 max-md:-my-1 max-md:-ml-4 max-md:overflow-x-auto max-md:py-1 max-md:pl-4 md:flex-wrap">
        <FilterChips state={state} currency={currency} sentences={sentences} />
        {saving}
      </div>
      <div className="flex shrink-0 items-center gap-2">
        <SortMenu state={state} />
        {children}
      </div>
    </div>
  )
}
