// What an address means that names a view, or nothing at all.
import { isPresetView, presetViews } from '@/lib/views/preset-views'
import type { SavedView } from '@/lib/views/saved-view'
import type { ViewState } from '@/lib/views/view-state'
import { everybody, listHref, type ListState, type SearchParams } from '../list-url'
import { saysWhat } from '../parse-list-state'
import { listOf } from './view-of-list'

/** What a view shows, by its id; null for an id that this person does not see. */
export function findView(id: string, views: SavedView[]): ViewState | null {
  if (isPresetView(id)) return presetViews[id]
  return views.find((view) => view.id === id)?.state ?? null
}

/**
 * Where an address leads that names a view and does not say what to show, or is bare: the whole address of the view named, or
 * of the one that the person begins with. null: the address says it all.
 */
export function viewHref(
  params: SearchParams,
  state: ListState,
  { views, chosen }: { views: SavedView[]; chosen: string | null },
): string | null {
  if (saysWhat(params)) return null
  const id = state.view ?? chosen
  if (id === null || id === everybody) return null
  const view = findView(id, views)
  return view === null ? null : listHref({ ...listOf(id, view), size: state.size })
}
