'use client'
// Brings back a level that every shop begins with.
import { RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { bringBackSegment } from '@/app/dashboard/customers/segments/actions'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'

export function RestoreLevel({ id, name }: { id: string; name: string }) {
  const t = useTranslations('segments')
  const [pending, start] = useTransition()
  const restore = () => {
    start(async () => {
      const result = await bringBackSegment({ id }).catch(() => null)
      if (result?.ok !== true) toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
    })
  }
  return (
    <Button variant="ghost" icon={<RotateCcw aria-hidden className="size-4" />} onClick={restore} disabled={pending}>
      {t('restoreLevel', { name })}
    </Button>
  )
}
