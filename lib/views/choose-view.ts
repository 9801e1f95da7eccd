// What the customer list opens for this person.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { notFound } from '@/lib/shared/errors'
import { isPresetView } from './preset-views'
import { viewIdSchema } from './saved-view'
import type { ViewCase } from './view-store'

export const chosenViewSchema = z.strictObject({ id: viewIdSchema })

/** Any view that the person sees. Throws `not_found`. */
export async function chooseView({ actor, views }: ViewCase, input: unknown): Promise<void> {
  const { id } = parseInput(chosenViewSchema, input)
  await views.write(async (tx) => {
    if (!isPresetView(id)) {
      const view = await tx.lock(id)
      if (view === null || view.isDeleted || (!view.shared && view.ownerId !== actor.id)) throw notFound('view')
    }
    await tx.choose(actor.id, id === 'all' ? null : id)
    await tx.audit('view.choose', id, {})
  })
}
