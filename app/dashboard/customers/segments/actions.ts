'use server'
// What owners and managers do with segments, and a customer given back to the rules.
import { refresh } from 'next/cache'
import { z } from 'zod'
import { changeSegment, resetLevel, segmentChangeSchema, segmentToResetSchema } from '@/lib/segments/change-segment'
import { createSegment, newSegmentSchema } from '@/lib/segments/create-segment'
import { deleteSegment, restoreSegment, segmentToDeleteSchema } from '@/lib/segments/delete-segment'
import { moveSegment, segmentMoveSchema } from '@/lib/segments/move-segment'
import { customerToReleaseSchema, releaseCustomer } from '@/lib/segments/release-customer'
import { segmentKinds } from '@/lib/segments/segment'
import { tenantAction } from '@/lib/server/action'
import { previewRule, segmentCaseOf } from '@/lib/server/segments'

/** → the new segment's id; the caller goes there. */
export const saveNewSegment = tenantAction('segments:write', newSegmentSchema, (context, segment) =>
  createSegment(segmentCaseOf(context), segment),
)

/** → `SegmentOutcome`: saved, or what somebody else saved meanwhile. */
export const saveSegment = tenantAction('segments:write', segmentChangeSchema, async (context, change) => {
  const outcome = await changeSegment(segmentCaseOf(context), change)
  if (outcome.status === 'saved') refresh()
  return outcome
})

export const resetSegment = tenantAction('segments:write', segmentToResetSchema, async (context, segment) => {
  await resetLevel(segmentCaseOf(context), segment)
  refresh()
  return null
})

export const removeSegment = tenantAction('segments:write', segmentToDeleteSchema, async (context, segment) => {
  await deleteSegment(segmentCaseOf(context), segment)
  refresh()
  return null
})

export const bringBackSegment = tenantAction('segments:write', segmentToDeleteSchema, async (context, segment) => {
  await restoreSegment(segmentCaseOf(context), segment)
  refresh()
  return null
})

export const shiftSegment = tenantAction('segments:write', segmentMoveSchema, async (context, move) => {
  await moveSegment(segmentCaseOf(context), move)
  refresh()
  return null
})

/** Of a rule under construction: how many, and the first of them. */
export const previewSegment = tenantAction(
  'segments:write',
  z.strictObject({ kind: z.enum(segmentKinds), rule: z.unknown() }),
  (context, { kind, rule }) => previewRule(context, kind, rule),
)

/** The rules decide about this customer again. */
export const releaseSegment = tenantAction('customers:write', customerToReleaseSchema, async (context, customer) => {
  await releaseCustomer(segmentCaseOf(context), customer)
  refresh()
  return null
})
