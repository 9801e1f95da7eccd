'use client'
// Closing a channel cannot be undone: its address is never given again.
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { closeChannel } from '@/app/dashboard/settings/channels/actions'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'

export default function CloseChannelDialog({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const t = useTranslations('settings.channels')
  const [pending, start] = useTransition()
  const confirm = () => {
    start(async () => {
      const result = await closeChannel({ id }).catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      toast({ tone: 'ok', title: t('close.done', { name }) })
      onClose()
    })
  }
  return (
    <Dialog
      open
      title={t('close.title', { name })}
      description={t('close.body')}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="danger" loading={pending} onClick={confirm}>
            {t('close.confirm')}
          </Button>
        </>
      }
    />
  )
}
