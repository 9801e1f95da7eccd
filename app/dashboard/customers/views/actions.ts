'use server'
// What people do with the views of the customer list. Sharing needs `views:share`, which the use cases see to.
import { refresh } from 'next/cache'
import { tenantAction } from '@/lib/server/action'
import { viewCaseOf } from '@/lib/server/views'
import { changeView, viewChangeSchema } from '@/lib/views/change-view'
import { chooseView, chosenViewSchema } from '@/lib/views/choose-view'
import { createView, newViewSchema } from '@/lib/views/create-view'
import { deleteView, restoreView, viewToDeleteSchema } from '@/lib/views/delete-view'
import { moveView, viewMoveSchema } from '@/lib/views/move-view'

/** → the new view's id; the caller goes there. */
export const saveNewView = tenantAction('customers:write', newViewSchema, (context, view) =>
  createView(viewCaseOf(context), view),
)

/** → `ViewOutcome`: saved, or who changed it meanwhile. */
export const saveView = tenantAction('customers:write', viewChangeSchema, async (context, change) => {
  const outcome = await changeView(viewCaseOf(context), change)
  if (outcome.status === 'saved') refresh()
  return outcome
})

export const removeView = tenantAction('customers:write', viewToDeleteSchema, async (context, view) => {
  await deleteView(viewCaseOf(context), view)
  return null
})

export const bringBackView = tenantAction('customers:write', viewToDeleteSchema, async (context, view) => {
  await restoreView(viewCaseOf(context), view)
  refresh()
  return null
})

export const shiftView = tenantAction('customers:write', viewMoveSchema, async (context, move) => {
  await moveView(viewCaseOf(context), move)
  refresh()
  return null
})

export const beginWithView = tenantAction('customers:write', chosenViewSchema, async (context, choice) => {
  await chooseView(viewCaseOf(context), choice)
  refresh()
  return null
})
