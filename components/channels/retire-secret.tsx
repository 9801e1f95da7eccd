'use client'
// While two secrets are valid: says so, and ends the older one when the sender has the new one.
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { retireSecret } from '@/app/dashboard/settings/channels/actions'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { toast } from '@/components/ui/toast'

export function RetireSecret({ id, mayWrite }: { id: string; mayWrite: boolean }) {
  const t = useTranslations('settings.channels')
  const [pending, start] = useTransition()
  const retire = () => {
    start(async () => {
      const result = await retireSecret({ id }).catch(() => null)
      if (result?.ok === true) toast({ tone: 'ok', title: t('rotating.done') })
      else toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
    })
  }
  return (
    <Notice
      tone="info"
      title={t('rotating.title')}
      className="mt-3"
      action={
        mayWrite ? (
          <Button loading={pending} onClick={retire}>
            {t('rotating.retire')}
          </Button>
        ) : undefined
      }
    >
      {t('rotating.body')}
    </Notice>
  )
}
