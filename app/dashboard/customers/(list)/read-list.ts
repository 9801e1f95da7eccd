// Reads one page of the list in two statements. "Previous" first asks where the page before begins and goes there, so that
// every page has one address.
import { type CustomerRow, toCustomerRow } from '@/components/customers/customer-row'
import { columnsInForce, listFilter, listRequest, type ListState } from '@/components/customers/list-url'
import type { CustomerCount, CustomerFilter } from '@/lib/customers/customer-store'
import type { DashboardContext } from '@/lib/server/context'
import { CrmError } from '@/lib/shared/errors'

/**
 * Counting stops here: beyond it a person reads "10 000 ou plus". What is searched or tagged is counted row by row, and
 * stops sooner: nobody reads on through a thousand matches.
 */
const capOf = ({ query, tags }: CustomerFilter): number => (query === undefined && (tags ?? []).length === 0 ? 10_000 : 1_000)

export type ListView =
  | { kind: 'page'; rows: CustomerRow[]; nextCursor: string | null; total: CustomerCount }
  /** Go to the page that begins at `cursor` (null: the first) instead. */
  | { kind: 'elsewhere'; cursor: string | null }

export async function readList(
  { shop, useCase: { store } }: DashboardContext,
  state: ListState,
  locale: string,
): Promise<ListView> {
  try {
    const [request, filter] = [listRequest(state), listFilter(state)]
    if (state.before !== null)
      return { kind: 'elsewhere', cursor: await store.previousCursor({ ...request, cursor: state.before }) }
    const [page, total] = await Promise.all([store.list(request), store.count(filter, capOf(filter))])
    if (page.data.length === 0 && state.cursor !== null) return { kind: 'elsewhere', cursor: null }
    return {
      kind: 'page',
      rows: page.data.map((customer) => toCustomerRow(customer, shop, locale, columnsInForce(state))),
      nextCursor: page.nextCursor,
      total,
    }
  } catch (error) {
    // An address from another sort or an older release: begin at the first page rather than fail.
    const strayCursor = error instanceof CrmError && error.code === 'invalid' && (state.cursor ?? state.before) !== null
    if (!strayCursor) throw error
    return { kind: 'elsewhere', cursor: null }
  }
}
