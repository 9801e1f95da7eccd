// What a view keeps of the customer list: what must hold, the order, the columns.
import { z } from 'zod'
import { customerSortSchema, type CustomerSort } from '@/lib/customers/customer-store'
import { type RuleCondition, ruleConditionSchema } from '@/lib/customers/rule'
import { type ListColumn, listColumns, readColumns } from './list-columns'

export interface ViewState {
  query: string
  /** All of them must hold; segment and tags are among them. */
  where: RuleCondition[]
  /** null: by best match when something is looked for, else by last contact. */
  sort: CustomerSort | null
  direction: 'asc' | 'desc'
  /** null: the usual ones. */
  columns: ListColumn[] | null
}

const mostConditions = 40
const directionSchema = z.enum(['asc', 'desc'])

/** What a person saves: every part must be right. */
export const viewStateSchema: z.ZodType<ViewState> = z.strictObject({
  query: z.string().max(200),
  where: z.array(ruleConditionSchema).max(mostConditions),
  sort: customerSortSchema.nullable(),
  direction: directionSchema,
  columns: z.array(z.enum(listColumns)).max(listColumns.length).nullable(),
})

const anything = z.unknown()
const kept = z.object({ query: anything, where: anything, sort: anything, direction: anything, columns: anything }).partial()

/** What was saved, also by an older release or another hand: what cannot be is left out. */
export function readViewState(value: unknown): ViewState {
  const { data = {} } = kept.safeParse(value)
  const list = (given: unknown): unknown[] => (Array.isArray(given) ? given.slice(0, mostConditions) : [])
  const sort = customerSortSchema.safeParse(data.sort)
  const columns = z.array(z.string()).safeParse(data.columns)
  const query = z.string().safeParse(data.query)
  return {
    query: query.success ? query.data.slice(0, 200) : '',
    where: list(data.where).flatMap((part) => ruleConditionSchema.safeParse(part).data ?? []),
    sort: sort.success ? sort.data : null,
    direction: directionSchema.safeParse(data.direction).data ?? 'desc',
    columns: columns.success ? readColumns(columns.data) : null,
  }
}
