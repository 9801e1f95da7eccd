'use client'
// "Reprendre les clients": whoever is in the linked system comes in here, and is followed from then on.
import { Download } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { bringInSystem } from '@/app/dashboard/settings/crm/actions'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'

export function BringIn({ connectionId, label }: { connectionId: string; label: string }) {
  const t = useTranslations('settings.crm')
  const [pending, start] = useTransition()
  const bringIn = () => {
    start(async () => {
      const result = await bringInSystem({ connectionId }).catch(() => null)
      if (result?.ok !== true) toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      else toast({ tone: 'ok', title: t('sources.begun', { label }), description: t('sources.stay') })
    })
  }
  return (
    <Button icon={<Download aria-hidden className="size-4" />} loading={pending} onClick={bringIn}>
      {t('sources.bringIn')}
      <span className="sr-only">, {label}</span>
    </Button>
  )
}
