'use client'
// Deciding about a pair: the answer, the toast with its undo, and on to the next one.
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { dismissPair, mergePair, reopenPair, undoPairMerge } from '@/app/dashboard/customers/duplicates/actions'
import { toast } from '@/components/ui/toast'
import type { MergeChoices } from '@/lib/customers/merge-choices'
import { listPath } from '../list-url'
import { duplicatesPath, pairPath } from './duplicate-paths'
import { rememberDecision } from './last-decision'

interface Decide {
  pending: boolean
  merge: (kept: { id: string; name: string }, other: { id: string; name: string }, choices: MergeChoices) => void
  dismiss: (one: { id: string; name: string }, other: { id: string; name: string }) => void
}

/** @param suggested the pair is one of the list; another one leads to the kept record instead of on through the list */
export function useDecide(suggested: boolean): Decide {
  const t = useTranslations('duplicates')
  const router = useRouter()
  const [pending, start] = useTransition()

  const refused = (result: { ok: false; code: string; message: string } | null) => {
    toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
    // Decided by somebody else meanwhile: there is nothing left to see here.
    if (result?.code === 'not_found') router.push(duplicatesPath)
  }
  const takeBack = (
    work: () => Promise<{ ok: true } | { ok: false; code: string; message: string }>,
    done: string,
    back: string,
  ) =>
    rememberDecision(() => {
      void work()
        .catch(() => null)
        .then((result) => {
          if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
          toast({ tone: 'ok', title: done })
          router.push(back)
        })
    })
  return {
    pending,
    merge: (kept, other, choices) => {
      start(async () => {
        const result = await mergePair({ kept: kept.id, other: other.id, choices }).catch(() => null)
        if (result?.ok !== true) return refused(result)
        const { mergeId, moved, next } = result.data
        const count = Object.values(moved).reduce((sum, n) => sum + n, 0)
        const undo = takeBack(() => undoPairMerge({ mergeId }), t('undone'), pairPath(kept.id, other.id))
        toast({
          tone: 'ok',
          title: t('merged', { name: kept.name }),
          description: t('mergedCount', { count }),
          action: { label: t('undo'), onClick: undo },
        })
        router.push(next !== null ? pairPath(next.a, next.b) : suggested ? duplicatesPath : `${listPath}/${kept.id}`)
      })
    },
    dismiss: (one, other) => {
      start(async () => {
        const result = await dismissPair({ one: one.id, other: other.id }).catch(() => null)
        if (result?.ok !== true) return refused(result)
        const { next } = result.data
        const undo = takeBack(() => reopenPair({ one: one.id, other: other.id }), t('reopened'), pairPath(one.id, other.id))
        toast({ tone: 'info', title: t('dismissed'), action: { label: t('undo'), onClick: undo } })
        router.push(next !== null ? pairPath(next.a, next.b) : duplicatesPath)
      })
    },
  }
}
