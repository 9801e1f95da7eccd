// The customer list's state as its address: what is looked for, how it is sorted, where in it one is.
import type { CustomerFilter, CustomerListRequest, CustomerSort } from '@/lib/customers/customer-store'
import type { RuleCondition } from '@/lib/customers/rule'
import { parseRuleCondition, ruleConditionText } from '@/lib/customers/rule-text'

export const listPath = '/dashboard/customers'
export const pageSize = 50

/** The sorts that a heading (or the phone's sort menu) offers, with the order that is asked for first. */
export const firstDirection = {
  name: 'asc',
  contact: 'desc',
  orders: 'desc',
  spent: 'desc',
  created: 'desc',
} as const satisfies Partial<Record<CustomerSort, 'asc' | 'desc'>>
export type ListSort = keyof typeof firstDirection
export const listSorts: readonly ListSort[] = ['name', 'contact', 'orders', 'spent', 'created']

export interface ListState {
  query: string
  tags: string[]
  segment: string | null
  /** What must hold besides; each once. */
  where: RuleCondition[]
  /** null: by best match when something is looked for, else by last contact. */
  sort: ListSort | null
  direction: 'asc' | 'desc'
  /** Where this page begins; null for the first. */
  cursor: string | null
  /** Asks for the page before the one that begins at this cursor. */
  before: string | null
}

export type SearchParams = Record<string, string | string[] | undefined>

/** More conditions than these nobody reads. */
const mostConditions = 20
const defaultSort: ListSort = 'contact'
const all = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value]
const one = (value: string | string[] | undefined, longest: number): string => (all(value)[0] ?? '').trim().slice(0, longest)
const orNull = (text: string): string | null => (text === '' ? null : text)

function conditions(texts: string[]): RuleCondition[] {
  const read = texts.flatMap((text) => parseRuleCondition(text) ?? [])
  return [...new Map(read.map((condition) => [ruleConditionText(condition), condition])).values()].slice(0, mostConditions)
}

/** Reads an address; what cannot be is left out rather than refused, because addresses are typed and shortened. */
export function parseListState(params: SearchParams): ListState {
  const wanted = one(params.sort, 20)
  const sort = listSorts.find((name) => name === wanted) ?? null
  const direction = one(params.direction, 4)
  const tags = all(params.tag).map((tag) => tag.trim().slice(0, 60))
  return {
    query: one(params.query, 200),
    tags: [...new Set(tags)].filter((tag) => tag !== '').slice(0, 10),
    segment: orNull(one(params.segment, 60)),
    where: conditions(all(params.where)),
    sort,
    direction: direction === 'asc' || direction === 'desc' ? direction : firstDirection[sort ?? defaultSort],
    cursor: orNull(one(params.cursor, 1000)),
    before: orNull(one(params.before, 1000)),
  }
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
  if (next.cursor !== null) params.set('cursor', next.cursor)
  if (next.before !== null) params.set('before', next.before)
  const text = params.toString()
  return text === '' ? listPath : `${listPath}?${text}`
}

/** The order in force: by best match only while something is looked for. */
export const sortInForce = (state: ListState): ListSort | 'relevance' =>
  state.sort ?? (state.query === '' ? defaultSort : 'relevance')

export const isFiltered = ({ query, segment, tags, where }: ListState): boolean =>
  query !== '' || segment !== null || tags.length > 0 || where.length > 0

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
  limit: pageSize,
})
