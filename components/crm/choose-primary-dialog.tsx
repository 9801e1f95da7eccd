'use client'
// Confirms which system has the last word, with what changes from then on.
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { makePrimary } from '@/app/dashboard/settings/crm/actions'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'
import type { PrimaryOption } from './primary-choice'

export default function ChoosePrimaryDialog({ wanted: { id, label }, onClose }: { wanted: PrimaryOption; onClose: () => void }) {
  const t = useTranslations('settings.crm')
  const [pending, start] = useTransition()
  const confirm = () => {
    start(async () => {
      const result = await makePrimary({ connectionId: id }).catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      toast({ tone: 'ok', title: t('primary.done', { label }) })
      onClose()
    })
  }
  return (
    <Dialog
      open
      title={t('primary.confirmTitle', { label })}
      description={id === null ? t('primary.confirmHere') : t('primary.confirmThere', { label })}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" loading={pending} onClick={confirm}>
            {t('primary.confirm')}
          </Button>
        </>
      }
    />
  )
}
