// A view one place to the left or to the right in its row of tabs.
import { z } from 'zod'
import { parseInput } from '@/lib/customers/parse-input'
import { viewIdSchema } from './saved-view'
import { lockOwn, type ViewCase } from './view-store'

export const viewMoveSchema = z.strictObject({ id: viewIdSchema, step: z.union([z.literal(-1), z.literal(1)]) })

/** Nothing happens at the end of the row. Throws `not_found`, `forbidden`. */
export async function moveView(viewCase: ViewCase, input: unknown): Promise<void> {
  const { id, step } = parseInput(viewMoveSchema, input)
  await viewCase.views.write(async (tx) => {
    const view = await lockOwn(viewCase, tx, id)
    const ids = (await tx.row(view)).map((one) => one.id)
    const from = ids.indexOf(id)
    const to = from + step
    if (from === -1 || to < 0 || to >= ids.length) return
    const rest = ids.filter((other) => other !== id)
    await tx.place([...rest.slice(0, to), id, ...rest.slice(to)])
    await tx.audit('view.move', id, { from, to })
  })
}
