'use client'
// Changes to a saved view, with their words: what was done, what stood in the way, and who was there first.
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { useState, useTransition } from 'react'
import { beginWithView, bringBackView, removeView, saveView, shiftView } from '@/app/dashboard/customers/views/actions'
import { toast } from '@/components/ui/toast'
import type { ViewState } from '@/lib/views/view-state'
import { listPath } from '../list-url'
import type { ViewTab } from './view-tab'

export interface ViewConflict {
  /** Who changed the view meanwhile. */
  by: string
  /** Makes the change after all. */
  insist: () => void
}

type Change = { name?: string; shared?: boolean; state?: ViewState }
type Refused = { ok: false; message: string }

export function useViewWork({ id, version }: Pick<ViewTab, 'id' | 'version'>, name: string) {
  const t = useTranslations('views')
  const router = useRouter()
  const [pending, start] = useTransition()
  const [conflict, setConflict] = useState<ViewConflict | null>(null)
  const refuse = (result: Refused | null) => {
    toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
  }

  const send = (change: Change, done: string, expected: number) => {
    start(async () => {
      const result = await saveView({ id, version: expected, ...change }).catch(() => null)
      if (result?.ok !== true) return refuse(result)
      if (result.data.status === 'saved') return toast({ tone: 'ok', title: done })
      const now = result.data.version
      setConflict({ by: result.data.by, insist: () => send(change, done, now) })
    })
  }
  const run = (work: () => Promise<{ ok: true } | Refused>, done: () => void) => {
    start(async () => {
      const result = await work().catch(() => null)
      if (result?.ok !== true) return refuse(result)
      done()
    })
  }
  return {
    pending,
    conflict,
    closeConflict: () => {
      setConflict(null)
    },
    change: (change: Change, done: string) => {
      send(change, done, version)
    },
    shift: (step: 1 | -1) => {
      run(
        () => shiftView({ id, step }),
        () => undefined,
      )
    },
    begin: () => {
      run(
        () => beginWithView({ id }),
        () => toast({ tone: 'ok', title: t('starts', { name }) }),
      )
    },
    remove: () => {
      run(
        () => removeView({ id }),
        () => {
          const undo = () => {
            run(
              () => bringBackView({ id }),
              () => {
                router.push(`${listPath}?view=${id}`)
              },
            )
          }
          router.push(`${listPath}?view=all`)
          toast({ tone: 'info', title: t('removed', { name }), action: { label: t('undo'), onClick: undo } })
        },
      )
    },
  }
}
