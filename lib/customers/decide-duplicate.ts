// What a person says about a suggested pair: not the same, or that this was said too soon.
import { CrmError, notFound } from '@/lib/shared/errors'
import { pairOf, type ScoredPair } from './duplicate'
import type { UseCase } from './use-case'

/**
 * "Not the same person": never suggested again, however often it is computed, also when one of them is changed or becomes
 * part of another. `scored` is what was known of the pair then. Saying it twice is no error.
 * Throws `not_found`, or `invalid` (`pair_of_one`).
 */
export async function dismissDuplicate({ store }: UseCase, one: string, other: string, scored: ScoredPair): Promise<void> {
  if (one === other) throw new CrmError('invalid', 'A pair is of two customers', { reason: 'pair_of_one' })
  const pair = pairOf(one, other)
  await store.write(async (tx) => {
    for (const id of pair) if ((await tx.lock(id)) === null) throw notFound('customer')
    if (!(await tx.dismissDuplicate(pair, scored))) return
    await tx.audit('duplicate.dismiss', 'customer', pair[0], { otherId: pair[1], score: scored.score })
    for (const customerId of pair) await tx.announce({ kind: 'customer', customerId })
  })
}

/** Takes it back: the pair is open again. Throws `not_found` when nobody said it of these two. */
export async function reopenDuplicate({ store }: UseCase, one: string, other: string): Promise<void> {
  const pair = pairOf(one, other)
  await store.write(async (tx) => {
    if (!(await tx.reopenDuplicate(pair))) throw notFound('pair')
    await tx.audit('duplicate.reopen', 'customer', pair[0], { otherId: pair[1] })
    for (const customerId of pair) await tx.announce({ kind: 'customer', customerId })
  })
}
