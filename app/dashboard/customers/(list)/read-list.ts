// Reads one page of the list and its count, in one transaction. "Previous" first asks where the page before begins and goes
// there, so that every page has one address.
import { type CustomerRow, toCustomerRow } from '@/components/customers/customer-row'
import { columnsInForce, listRequest, type ListState } from '@/components/customers/list-url'
import type { CustomerCount } from '@/lib/customers/customer-store'
import { listCountCap } from '@/lib/customers/list-count-cap'
import type { DashboardContext } from '@/lib/server/context'
import { CrmError } from '@/lib/shared/errors'

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
    const request = listRequest(state)
    if (state.before !== null)
      return { kind: 'elsewhere', cursor: await store.previousCursor({ ...request, cursor: state.before }) }
    const { page, total } = await store.listCounted(request, listCountCap(request.filter))
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
