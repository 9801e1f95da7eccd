// PORT: where views are kept, and what every use case of views is given.
import type { Actor } from '@/lib/customers/use-case'
import { CrmError, notFound } from '@/lib/shared/errors'
import type { SavedView } from './saved-view'

/** The shared views, or the private ones of a person: one row of tabs. */
export type ViewRow = { shared: true } | { shared: false; ownerId: string }

export interface ViewTx {
  /** Any view of the shop, locked, deleted ones too. */
  lock(id: string): Promise<(SavedView & { isDeleted: boolean }) | null>
  /** The live views of a row, in order. */
  row(row: ViewRow): Promise<SavedView[]>
  /** At the end of its row. */
  insert(view: Pick<SavedView, 'id' | 'ownerId' | 'name' | 'shared' | 'state'>): Promise<void>
  /** Raises the version. A view that changes its row goes to its end. */
  update(id: string, fields: Partial<Pick<SavedView, 'name' | 'shared' | 'state'>>): Promise<void>
  setDeleted(id: string, isDeleted: boolean): Promise<void>
  /** Gives the views these places, from the first. */
  place(ids: string[]): Promise<void>
  /** null: as for who has not chosen. */
  choose(userId: string, viewId: string | null): Promise<void>
  /** One line of the audit log in this transaction. */
  audit(action: string, id: string, changes: Record<string, string | number | boolean | null>): Promise<void>
}

export interface ViewCase {
  /** A signed-in person. */
  actor: Actor & { id: string }
  /** Whether they may change what everybody of the shop sees. */
  mayShare: boolean
  views: { write<T>(work: (tx: ViewTx) => Promise<T>): Promise<T> }
}

const forbidden = () => new CrmError('forbidden', 'Shared views are for managers', { reason: 'role_forbidden' })

export function requireShare({ mayShare }: Pick<ViewCase, 'mayShare'>): void {
  if (!mayShare) throw forbidden()
}

/** A view that the person may change. Another person's private view looks like none. Throws `not_found`, `forbidden`. */
export async function lockOwn(
  { actor, mayShare }: Pick<ViewCase, 'actor' | 'mayShare'>,
  tx: ViewTx,
  id: string,
  wanted: 'live' | 'deleted' = 'live',
): Promise<SavedView> {
  const view = await tx.lock(id)
  if (view === null || view.isDeleted !== (wanted === 'deleted')) throw notFound('view')
  if (!view.shared && view.ownerId !== actor.id) throw notFound('view')
  if (view.shared) requireShare({ mayShare })
  return view
}
