// What the screen knows of a view.
import type { SavedView } from '@/lib/views/saved-view'
import { isPresetView, presetViewIds, presetViews } from '@/lib/views/preset-views'
import { everybody, listHref, type ListState } from '../list-url'
import { listOf, showsSame } from './view-of-list'

export interface ViewTab {
  id: string
  /** null: one that every shop has, named in the reader's language. */
  name: string | null
  shared: boolean
  isMine: boolean
  mayEdit: boolean
  version: number
  href: string
  isCurrent: boolean
  /** The list shows something else than the view keeps. */
  isChanged: boolean
  /** What the list opens for this person. */
  isStart: boolean
}

type Reader = { userId: string; mayWrite: boolean; mayShare: boolean; chosen: string | null }

/** The shop's presets, then the shared views, then the person's own. */
export function viewTabs(views: SavedView[], state: ListState, { userId, mayWrite, mayShare, chosen }: Reader): ViewTab[] {
  const known = (id: string | null) => id !== null && (isPresetView(id) || views.some((view) => view.id === id))
  const current = known(state.view) ? state.view : everybody
  const start = known(chosen) ? chosen : everybody
  const standing = (id: string, list: ListState) => ({
    id,
    href: id === everybody ? listHref(list) : listHref(list, { size: state.size }),
    isCurrent: id === current,
    isChanged: id === current && !showsSame(state, list),
    isStart: id === start,
  })
  return [
    ...presetViewIds.map((id) => ({
      ...standing(id, listOf(id, presetViews[id])),
      name: null,
      shared: true,
      isMine: false,
      mayEdit: false,
      version: 0,
    })),
    ...views.map(({ id, name, shared, ownerId, version, state: kept }) => ({
      ...standing(id, listOf(id, kept)),
      name,
      shared,
      isMine: ownerId === userId,
      mayEdit: mayWrite && (shared ? mayShare : ownerId === userId),
      version,
    })),
  ]
}
