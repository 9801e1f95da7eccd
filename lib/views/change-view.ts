// A new name, another list, shared or private again; what somebody else changed meanwhile is never overwritten unseen.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { CrmError } from '@/lib/shared/errors'
import { mostViews, tooMany } from './create-view'
import { viewIdSchema, viewNameSchema } from './saved-view'
import { lockOwn, requireShare, type ViewCase } from './view-store'
import { viewStateSchema } from './view-state'

/** `version` is the one that the person saw. */
export const viewChangeSchema = z.strictObject({
  id: viewIdSchema,
  version: z.int(),
  name: viewNameSchema.optional(),
  shared: z.boolean().optional(),
  state: viewStateSchema.optional(),
})

/** `by` is who changed the view meanwhile, `version` what it is now: with it the change can be made after all. */
export type ViewOutcome = { status: 'saved'; version: number } | { status: 'conflict'; version: number; by: string }

/** Only who made a view can make it private again: it would be theirs alone. Throws `not_found`, `forbidden`, `invalid`, `conflict`. */
export async function changeView(viewCase: ViewCase, input: unknown): Promise<ViewOutcome> {
  const { id, version, name, shared, state } = parseInput(viewChangeSchema, input)
  const { actor, views } = viewCase
  return views.write(async (tx) => {
    const view = await lockOwn(viewCase, tx, id)
    if (view.version !== version) return { status: 'conflict', version: view.version, by: view.updatedBy }
    if (shared === true) requireShare(viewCase)
    if (shared === false && view.shared && view.ownerId !== actor.id)
      throw new CrmError('forbidden', 'Only its owner makes a view private', { reason: 'view_not_yours' })
    if (shared !== undefined && shared !== view.shared) {
      const row = await tx.row(shared ? { shared } : { shared, ownerId: actor.id })
      if (row.length >= mostViews) throw tooMany()
    }
    const fields = {
      ...(name === undefined ? {} : { name }),
      ...(shared === undefined ? {} : { shared }),
      ...(state === undefined ? {} : { state }),
    }
    await tx.update(id, fields)
    await tx.audit('view.update', id, { name: name ?? view.name, shared: shared ?? view.shared, state: state !== undefined })
    return { status: 'saved', version: version + 1 }
  })
}
