'use client'
// Takes a segment away from its own page; the toast brings it back.
import { Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import { bringBackSegment, removeSegment } from '@/app/dashboard/customers/segments/actions'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import { segmentHref, segmentsPath } from './segment-paths'

export function DeleteSegmentButton({ id, name }: { id: string; name: string }) {
  const t = useTranslations('segments')
  const router = useRouter()
  const [pending, start] = useTransition()
  const refuse = (result: { message: string } | null) => {
    toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
  }
  const undo = () => {
    start(async () => {
      const result = await bringBackSegment({ id }).catch(() => null)
      if (result?.ok !== true) return refuse(result)
      router.push(segmentHref(id))
    })
  }
  const remove = () => {
    start(async () => {
      // Away first: the page of what is gone has nothing to show.
      router.push(segmentsPath)
      const result = await removeSegment({ id }).catch(() => null)
      if (result?.ok !== true) return refuse(result)
      toast({ tone: 'info', title: t('row.removed', { name }), action: { label: t('row.undo'), onClick: undo } })
    })
  }
  return (
    <Button variant="danger" icon={<Trash2 aria-hidden className="size-4" />} onClick={remove} disabled={pending}>
      {t('row.remove')}
    </Button>
  )
}
