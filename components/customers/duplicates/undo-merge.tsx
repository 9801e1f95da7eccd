'use client'
// "Annuler la fusion" on the kept customer's timeline, however long ago it was.
import { Undo2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { undoPairMerge } from '@/app/dashboard/customers/duplicates/actions'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import { listPath } from '../list-url'

export function UndoMerge({ mergeId }: { mergeId: string }) {
  const t = useTranslations('duplicates')
  const router = useRouter()
  const [done, setDone] = useState(false)
  const [pending, start] = useTransition()
  const undo = () => {
    start(async () => {
      const result = await undoPairMerge({ mergeId }).catch(() => null)
      if (result?.ok !== true) {
        const { existingId } = result?.params ?? {}
        const see =
          typeof existingId === 'string'
            ? { label: t('undoMerge.see'), onClick: () => router.push(`${listPath}/${existingId}`) }
            : undefined
        return toast({ tone: 'danger', title: result?.message ?? t('unreachable'), action: see })
      }
      const { restoredId } = result.data
      setDone(true)
      toast({
        tone: 'ok',
        title: t('undoMerge.done'),
        action: { label: t('undoMerge.see'), onClick: () => router.push(`${listPath}/${restoredId}`) },
      })
    })
  }
  if (done) return null
  return (
    <Button className="mt-1" icon={<Undo2 aria-hidden className="size-4" />} loading={pending} onClick={undo}>
      {t('undoMerge.action')}
    </Button>
  )
}
