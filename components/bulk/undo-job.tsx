'use client'
// Takes a bulk job back. No question before: what people have changed since stays by itself. When its time is over, the page
// says so by itself.
import { Undo2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useTransition } from 'react'
import { undoMany } from '@/app/dashboard/customers/bulk/actions'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'

/** @param left milliseconds until it is too late */
export function UndoJob({ id, left }: { id: string; left: number }) {
  const t = useTranslations('bulk')
  const router = useRouter()
  const [pending, start] = useTransition()
  useEffect(() => {
    const over = setTimeout(() => router.refresh(), left + 500)
    return () => {
      clearTimeout(over)
    }
  }, [left, router])
  const undo = () => {
    start(async () => {
      const result = await undoMany({ id }).catch(() => null)
      if (result?.ok !== true) toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
    })
  }
  return (
    <Button loading={pending} icon={<Undo2 aria-hidden className="size-4" />} onClick={undo}>
      {t('undo')}
    </Button>
  )
}
