// Reads the address of the customer list. What cannot be is left out rather than refused: addresses are typed and shortened.
import { parseRuleCondition } from '@/lib/customers/parse-rule-condition'
import type { RuleCondition } from '@/lib/customers/rule'
import { ruleConditionText } from '@/lib/customers/rule-text'
import { type ListColumn, readColumns } from '@/lib/views/list-columns'
import { defaultSort, firstDirection, type ListState, listSorts, pageSizes, type SearchParams } from './list-url'

/** More conditions than these nobody reads. */
const mostConditions = 20
/** Without the one character that no database keeps. */
const all = (value: string | string[] | undefined): string[] =>
  (value === undefined ? [] : Array.isArray(value) ? value : [value]).map((text) => text.replaceAll('\u0000', ''))
const one = (value: string | string[] | undefined, longest: number): string => (all(value)[0] ?? '').trim().slice(0, longest)
const orNull = (text: string): string | null => (text === '' ? null : text)

function conditions(texts: string[]): RuleCondition[] {
  const read = texts.flatMap((text) => parseRuleCondition(text) ?? [])
  return [...new Map(read.map((condition) => [ruleConditionText(condition), condition])).values()].slice(0, mostConditions)
}

/** No columns at all is a choice as well. */
const columns = (value: string | string[] | undefined): ListColumn[] | null =>
  value === undefined ? null : readColumns(one(value, 400).split(','))

export function parseListState(params: SearchParams): ListState {
  const wanted = one(params.sort, 20)
  const sort = listSorts.find((name) => name === wanted) ?? null
  const direction = one(params.direction, 4)
  const tags = all(params.tag).map((tag) => tag.trim().slice(0, 60))
  return {
    view: orNull(one(params.view, 60)),
    query: one(params.query, 200),
    tags: [...new Set(tags)].filter((tag) => tag !== '').slice(0, 10),
    segment: orNull(one(params.segment, 60)),
    where: conditions(all(params.where)),
    sort,
    direction: direction === 'asc' || direction === 'desc' ? direction : firstDirection[sort ?? defaultSort],
    columns: columns(params.columns),
    size: pageSizes.find((size) => String(size) === one(params.size, 4)) ?? pageSizes[0],
    cursor: orNull(one(params.cursor, 1000)),
    before: orNull(one(params.before, 1000)),
  }
}

/** Whether the address says what to show, and not only by which view one came. */
export const saysWhat = (params: SearchParams): boolean =>
  ['query', 'segment', 'tag', 'where', 'sort', 'direction', 'columns'].some((name) => params[name] !== undefined)
