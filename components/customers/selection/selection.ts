// Which customers of a list are selected: some by id, or all who match but some.
import { mostChosen } from '@/lib/customers/bulk/bulk-limits'
import type { CustomerFilter } from '@/lib/customers/customer-store'

export type Selection = { all: false; ids: readonly string[] } | { all: true; except: readonly string[] }

export const nobody: Selection = { all: false, ids: [] }
export const everyone: Selection = { all: true, except: [] }

export const isSelected = (selection: Selection, id: string): boolean =>
  selection.all ? !selection.except.includes(id) : selection.ids.includes(id)

/** `ids` are selected, or no longer; null when that is more than may be picked one by one. */
export function select(selection: Selection, ids: readonly string[], selected: boolean): Selection | null {
  const listed = selection.all ? selection.except : selection.ids
  const isListed = selection.all !== selected
  const next = isListed ? [...listed, ...ids.filter((id) => !listed.includes(id))] : listed.filter((id) => !ids.includes(id))
  if (next.length > mostChosen) return null
  return selection.all ? { all: true, except: next } : { all: false, ids: next }
}

/** What stands between two lines, both of them with it, in the page's order; the second alone when the first is elsewhere. */
export function between(page: readonly string[], from: string | null, to: string): string[] {
  const [a, b] = [from === null ? -1 : page.indexOf(from), page.indexOf(to)]
  return a === -1 || b === -1 ? [to] : page.slice(Math.min(a, b), Math.max(a, b) + 1)
}

export const isNobody = (selection: Selection): boolean => !selection.all && selection.ids.length === 0

/** As the server's door reads it. */
export const targetOf = (selection: Selection, filter: CustomerFilter) =>
  selection.all ? { filter, except: [...selection.except] } : { ids: [...selection.ids] }

/** Kept for the list of one address, in this tab. What cannot be read is nobody. */
export function parseSelection(text: string | null): Selection {
  const kept: unknown = text === null ? null : readJson(text)
  if (typeof kept !== 'object' || kept === null) return nobody
  const texts = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string').slice(0, mostChosen) : []
  if ('except' in kept) return { all: true, except: texts(kept.except) }
  return 'ids' in kept ? { all: false, ids: texts(kept.ids) } : nobody
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
