'use server'
// What staff decide about two records. Each answers with the pair to go on with.
import { refresh } from 'next/cache'
import { z } from 'zod'
import { dismissDuplicate, reopenDuplicate } from '@/lib/customers/decide-duplicate'
import { mergeChoicesSchema } from '@/lib/customers/merge-choices'
import { mergeCustomers, undoMerge } from '@/lib/customers/merge-customers'
import { notFound } from '@/lib/shared/errors'
import { tenantAction } from '@/lib/server/action'
import { getDuplicatePair } from '@/lib/server/duplicates'

const id = z.string().min(1).max(100)

/** `next` is the pair after this one in the list; null at its end, and for a pair that is not in it. */
export const mergePair = tenantAction(
  'customers:merge',
  z.object({ kept: id, other: id, choices: mergeChoicesSchema }).strict(),
  async (context, { kept, other, choices }) => {
    const next = (await getDuplicatePair(context, kept, other))?.next ?? null
    const { mergeId, moved } = await mergeCustomers(context.useCase, kept, other, choices)
    return { mergeId, moved, next }
  },
)

/** → the kept and the restored customer's ids. */
export const undoPairMerge = tenantAction(
  'customers:merge',
  z.object({ mergeId: id }).strict(),
  async ({ useCase }, { mergeId }) => {
    const { customer, restored } = await undoMerge(useCase, mergeId)
    refresh()
    return { keptId: customer.id, restoredId: restored.id }
  },
)

export const dismissPair = tenantAction(
  'customers:merge',
  z.object({ one: id, other: id }).strict(),
  async (context, { one, other }) => {
    const pair = await getDuplicatePair(context, one, other)
    if (pair === null) throw notFound('customer')
    await dismissDuplicate(context.useCase, one, other, { score: pair.score, evidence: pair.evidence })
    return { next: pair.next }
  },
)

export const reopenPair = tenantAction(
  'customers:merge',
  z.object({ one: id, other: id }).strict(),
  async ({ useCase }, { one, other }) => {
    await reopenDuplicate(useCase, one, other)
    refresh()
    return null
  },
)
