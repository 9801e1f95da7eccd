// Takes a view away, and brings it back.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { viewIdSchema } from './saved-view'
import { lockOwn, type ViewCase } from './view-store'

export const viewToDeleteSchema = z.strictObject({ id: viewIdSchema })

/** Throws `not_found`, `forbidden`. */
export async function deleteView(viewCase: ViewCase, input: unknown): Promise<void> {
  const { id } = parseInput(viewToDeleteSchema, input)
  await viewCase.views.write(async (tx) => {
    const view = await lockOwn(viewCase, tx, id)
    await tx.setDeleted(id, true)
    await tx.audit('view.delete', id, { name: view.name })
  })
}

/** Throws `not_found` for a view that was not deleted, `forbidden`. */
export async function restoreView(viewCase: ViewCase, input: unknown): Promise<void> {
  const { id } = parseInput(viewToDeleteSchema, input)
  await viewCase.views.write(async (tx) => {
    const view = await lockOwn(viewCase, tx, id, 'deleted')
    await tx.setDeleted(id, false)
    await tx.audit('view.restore', id, { name: view.name })
  })
}
