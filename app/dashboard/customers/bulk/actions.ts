'use server'
// What staff do to many customers at once: start it, stop it, take it back.
import { refresh } from 'next/cache'
import { z } from 'zod'
import { askSchema, changeSchema } from '@/lib/customers/bulk/bulk-action'
import { bulkTargetSchema } from '@/lib/customers/bulk/bulk-target'
import { tenantAction } from '@/lib/server/action'
import { startBulk, stopBulk, undoBulk } from '@/lib/server/bulk/manage-bulk'

const one = z.strictObject({ id: z.string().min(1).max(100) })

/** → the job's id and how many customers it is about. */
export const changeMany = tenantAction(
  'customers:write',
  z.strictObject({ action: changeSchema, target: bulkTargetSchema }),
  (context, { action, target }) => startBulk(context, action, target),
)

/** → the same. */
export const archiveMany = tenantAction('customers:delete', z.strictObject({ target: bulkTargetSchema }), (context, { target }) =>
  startBulk(context, { kind: 'archive' }, target),
)

/** → the same. */
export const askMany = tenantAction(
  'customers:export',
  z.strictObject({ action: askSchema, target: bulkTargetSchema }),
  (context, { action, target }) => startBulk(context, action, target),
)

export const stopMany = tenantAction('customers:write', one, async (context, { id }) => {
  await stopBulk(context, id)
  refresh()
  return null
})

export const undoMany = tenantAction('customers:write', one, async (context, { id }) => {
  await undoBulk(context, id)
  refresh()
  return null
})
