'use client'
// "Vérifier maintenant": asks the system whether it answers and still lets us in, and says it here.
import { Activity } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { checkLink } from '@/app/dashboard/settings/crm/actions'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'

export function CheckLink({ connectionId, label }: { connectionId: string; label: string }) {
  const t = useTranslations('settings.crm')
  const [pending, start] = useTransition()
  const check = () => {
    start(async () => {
      const result = await checkLink({ connectionId }).catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      if (result.data.ok) toast({ tone: 'ok', title: t('check.ok', { label }) })
      else toast({ tone: 'danger', title: t('check.failed', { label }), description: result.data.detail ?? undefined })
    })
  }
  return (
    <Button icon={<Activity aria-hidden className="size-4" />} loading={pending} onClick={check}>
      {t('check.action')}
      <span className="sr-only">, {label}</span>
    </Button>
  )
}
