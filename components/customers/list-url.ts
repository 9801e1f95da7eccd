// The customer list's state as its address: what is looked for, how it is sorted and shown, where in it one is.
// Screens write addresses; parse-list-state.ts reads them, with the schemas that this takes.
import type { CustomerFilter, CustomerListRequest, CustomerSort } from '@/lib/customers/customer-store'
import type { RuleCondition } from '@/lib/customers/rule'
import { ruleConditionText } from '@/lib/customers/rule-text'
import { defaultColumns, type ListColumn } from '@/lib/views/list-columns'

export const listPath = '/dashboard/customers'
/** Lines of a page; the first unless somebody asks for more. */
export const pageSizes = [50, 200] as const
export type PageSize = (typeof pageSizes)[number]

/** The sorts that a heading or the sort menu offers, with the order that is asked for first. */
export const firstDirection = {
  name: 'asc',
  contact: 'desc',
  orders: 'desc',
  spent: 'desc',
  created: 'desc',
  updated: 'desc',
} as const satisfies Record<CustomerSort, 'asc' | 'desc'>
export type ListSort = keyof typeof firstDirection
export const listSorts: readonly ListSort[] = ['name', 'contact', 'orders', 'spent', 'created', 'updated']
export const defaultSort: ListSort = 'contact'

/** The view of everybody, which has no filters and is always there. */
export const everybody = 'all'

export interface ListState {
  /** The view one came by; null when the address names none. What it shows stands in the other parts. */
  view: string | null
  query: string
  tags: string[]
  segment: string | null
  /** What must hold besides; each once. */
  where: RuleCondition[]
  /** null: by best match when something is looked for, else by last contact. */
  sort: ListSort | null
  direction: 'asc' | 'desc'
  /** Beside the name, in order; null: the usual ones. */
  columns: ListColumn[] | null
  size: PageSize
  /** Where this page begins; null for the first. */
  cursor: string | null
  /** Asks for the page before the one that begins at this cursor. */
  before: string | null
}

export type SearchParams = Record<string, string | string[] | undefined>

export const emptyState: ListState = {
  view: null,
  query: '',
  tags: [],
  segment: null,
  where: [],
  sort: null,
  direction: firstDirection[defaultSort],
  columns: null,
  size: pageSizes[0],
  cursor: null,
  before: null,
}

/** The address of `state` with `changes`. Any change but a cursor begins at the first page again. */
export function listHref(state: ListState, changes: Partial<ListState> = {}): string {
  const paging = 'cursor' in changes || 'before' in changes
  const next = { ...state, ...(paging ? {} : { cursor: null }), before: null, ...changes }
  const params = new URLSearchParams()
  if (next.query !== '') params.set('query', next.query)
  if (next.segment !== null) params.set('segment', next.segment)
  for (const tag of next.tags) params.append('tag', tag)
  for (const condition of next.where) params.append('where', ruleConditionText(condition))
  if (next.sort !== null) {
    params.set('sort', next.sort)
    if (next.direction !== firstDirection[next.sort]) params.set('direction', next.direction)
  }
  if (next.columns !== null && !isUsual(next.columns)) params.set('columns', next.columns.join(','))
  // A view is opened by its name alone: that it was emptied must be said.
  if (next.view !== null && next.view !== everybody && params.size === 0) params.set('where', '')
  if (next.size !== pageSizes[0]) params.set('size', String(next.size))
  if (next.cursor !== null) params.set('cursor', next.cursor)
  if (next.before !== null) params.set('before', next.before)
  if (next.view !== null && (next.view !== everybody || params.size === 0)) params.set('view', next.view)
  const text = params.toString()
  return text === '' ? listPath : `${listPath}?${text}`
}

const isUsual = (columns: readonly ListColumn[]): boolean => columns.join() === defaultColumns.join()

export const columnsInForce = ({ columns }: Pick<ListState, 'columns'>): readonly ListColumn[] => columns ?? defaultColumns

/** The order in force: by best match only while something is looked for. */
export const sortInForce = (state: ListState): ListSort | 'relevance' =>
  state.sort ?? (state.query === '' ? defaultSort : 'relevance')

export const isFiltered = ({ query, segment, tags, where }: ListState): boolean =>
  query !== '' || segment !== null || tags.length > 0 || where.length > 0

const tagIs = (tag: string): RuleCondition => ({ field: 'tag', operator: 'any', values: [tag] })
const segmentIs = (segment: string): RuleCondition => ({ field: 'segment', operator: 'in', values: [segment] })

/** All that must hold, in reading order. */
export const conditionsOf = ({ segment, tags, where }: Pick<ListState, 'segment' | 'tags' | 'where'>): RuleCondition[] => [
  ...(segment === null ? [] : [segmentIs(segment)]),
  ...tags.map(tagIs),
  ...where,
]

/** The same in the parts of a state: one segment and plain tags have short names in the address. Each condition once. */
export function stateOf(conditions: RuleCondition[]): Pick<ListState, 'segment' | 'tags' | 'where'> {
  const parts: Pick<ListState, 'segment' | 'tags' | 'where'> = { segment: null, tags: [], where: [] }
  for (const condition of new Map(conditions.map((one) => [ruleConditionText(one), one])).values()) {
    const { field, operator, values } = condition
    const [value, ...others] = values
    const one = value !== undefined && others.length === 0
    if (one && field === 'segment' && operator === 'in' && parts.segment === null) parts.segment = value
    else if (one && field === 'tag' && operator === 'any') parts.tags.push(value)
    else parts.where.push(condition)
  }
  return parts
}

export const listFilter = ({ query, tags, segment, where }: ListState): CustomerFilter => ({
  ...(query === '' ? {} : { query }),
  ...(tags.length === 0 ? {} : { tags }),
  ...(segment === null ? {} : { segment }),
  ...(where.length === 0 ? {} : { rule: { match: 'all', parts: where } }),
})

/** What the store is asked for; `direction` has no meaning for relevance, which has its best first. */
export const listRequest = (state: ListState): CustomerListRequest => ({
  filter: listFilter(state),
  sort: sortInForce(state),
  direction: sortInForce(state) === 'relevance' ? 'desc' : state.direction,
  cursor: state.cursor,
  limit: state.size,
  ...(columnsInForce(state).includes('consents') ? { consents: true } : {}),
})
