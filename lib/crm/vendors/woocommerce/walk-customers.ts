// Accounts by id, page after page. Pages are counted from the beginning, so that whoever goes shifts all that come after.
import { z } from 'zod'
import type { WooAccount } from './account'
import { mostRows } from './client'
import type { WooCustomer } from './schema'

/** Rows of the page before that are asked for again: with them one sees whether something shifted. */
const overlap = 4

/** `offset`: where the next page begins. `after`: the id told last, empty at the beginning. */
export const placeSchema = z.strictObject({ offset: z.int().min(0), after: z.string().regex(/^\d{0,15}$/) })
export type Place = z.output<typeof placeSchema>
export const beginning: Place = { offset: 0, after: '' }

export interface CustomerPage {
  rows: WooCustomer[]
  /** Null at the end. */
  next: Place | null
  /** Of all pages, as the shop counts them now; null when it does not say. */
  total: number | null
}

/** Ids are numbers as text. */
export const byId = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)

/**
 * Accounts after `after`, in the order of their ids; nobody twice, and nobody left out because others went or came meanwhile:
 * the page is looked for until it begins where the last one ended.
 */
export async function customerPage(account: WooAccount, { offset: begin, after }: Place, size = mostRows): Promise<CustomerPage> {
  const asked = Math.min(mostRows, size + overlap)
  // Half a page: what is found further back is still more than a few.
  const back = Math.max(1, Math.floor((asked - overlap) / 2))
  for (let from = Math.max(0, begin - overlap); ;) {
    const { rows, total } = await account.client.customers({ per_page: String(asked), offset: String(from) })
    const first = rows[0]
    if (from > 0 && (first === undefined || byId(first.id, after) > 0)) {
      from = Math.max(0, from - back)
      continue
    }
    const isEnd = total === null ? rows.length < asked : from + rows.length >= total || rows.length === 0
    const fresh = rows.filter(({ id }) => after === '' || byId(id, after) > 0).sort((a, b) => byId(a.id, b.id))
    const page = fresh.slice(0, size)
    const last = page.at(-1)
    if (isEnd && fresh.length <= size) return { rows: page, next: null, total }
    if (last === undefined) {
      from += asked - overlap
      continue
    }
    const offset = from + rows.findIndex(({ id }) => id === last.id) + 1
    return { rows: page, next: { offset, after: last.id }, total }
  }
}
