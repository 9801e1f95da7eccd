// Keeps the list under a name.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { viewNameSchema } from './saved-view'
import { requireShare, type ViewCase } from './view-store'
import { viewStateSchema } from './view-state'

/** More in one row nobody finds again. */
export const mostViews = 50

export const newViewSchema = z.strictObject({ name: viewNameSchema, shared: z.boolean(), state: viewStateSchema })

/** Throws `invalid`, `forbidden` when a seller shares, `conflict` (`too_many_views`). */
export async function createView(viewCase: ViewCase, input: unknown): Promise<{ id: string }> {
  const { name, shared, state } = parseInput(newViewSchema, input)
  if (shared) requireShare(viewCase)
  const { actor, views } = viewCase
  return views.write(async (tx) => {
    const row = await tx.row(shared ? { shared } : { shared, ownerId: actor.id })
    if (row.length >= mostViews) throw tooMany()
    const id = newId()
    await tx.insert({ id, ownerId: actor.id, name, shared, state })
    await tx.audit('view.create', id, { name, shared })
    return { id }
  })
}

export const tooMany = () =>
  new CrmError('conflict', 'Too many views', { reason: 'too_many_views', params: { maximum: mostViews } })
