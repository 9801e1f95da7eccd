// A view as a state of the list, a state of the list as a view, and whether the two show the same.
import { ruleConditionText } from '@/lib/customers/rule-text'
import type { ViewState } from '@/lib/views/view-state'
import { columnsInForce, conditionsOf, emptyState, type ListState, sortInForce, stateOf } from '../list-url'

export const listOf = (id: string, { query, where, sort, direction, columns }: ViewState): ListState => ({
  ...emptyState,
  view: id,
  query,
  ...stateOf(where),
  sort,
  direction,
  columns,
})

export const viewOf = (state: ListState): ViewState => ({
  query: state.query,
  where: conditionsOf(state),
  sort: state.sort,
  direction: state.direction,
  columns: state.columns,
})

/** Whether both show the same customers in the same order with the same columns. */
export const showsSame = (a: ListState, b: ListState): boolean => fingerprint(a) === fingerprint(b)

function fingerprint(state: ListState): string {
  const sort = sortInForce(state)
  const conditions = conditionsOf(state).map(ruleConditionText).sort()
  return JSON.stringify([state.query, conditions, sort, sort === 'relevance' ? null : state.direction, columnsInForce(state)])
}
