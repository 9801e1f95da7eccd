'use client'
// Unlinking: what stays, what stops, and whether the system has taken its access back.
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { unlinkSystem } from '@/app/dashboard/settings/crm/actions'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { toast } from '@/components/ui/toast'

export type UnlinkDialogProps = {
  connectionId: string
  label: string
  waiting: number
  isPrimary: boolean
  canRevoke: boolean
  onClose: () => void
}

export default function UnlinkDialog({ connectionId, label, waiting, isPrimary, canRevoke, onClose }: UnlinkDialogProps) {
  const t = useTranslations('settings.crm')
  const [pending, start] = useTransition()
  const confirm = () => {
    start(async () => {
      const result = await unlinkSystem({ connectionId }).catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      const { revoked } = result.data
      toast({
        tone: canRevoke && !revoked ? 'info' : 'ok',
        title: t('unlink.done', { label }),
        description: canRevoke ? t(revoked ? 'unlink.revoked' : 'unlink.notRevoked', { label }) : undefined,
      })
      onClose()
    })
  }
  return (
    <Dialog
      open
      title={t('unlink.title', { label })}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="danger" loading={pending} onClick={confirm}>
            {t('unlink.confirm')}
          </Button>
        </>
      }
    >
      <dl className="flex flex-col gap-3">
        <div>
          <dt className="font-medium">{t('unlink.stays')}</dt>
          <dd className="text-muted">{t('unlink.staysBody', { label })}</dd>
        </div>
        <div>
          <dt className="font-medium">{t('unlink.stops')}</dt>
          <dd className="text-muted">
            <p>{t('unlink.stopsBody', { label, count: waiting })}</p>
            {isPrimary && <p>{t('unlink.primaryBody')}</p>}
            <p>{t(canRevoke ? 'unlink.revokes' : 'unlink.byHand', { label })}</p>
          </dd>
        </div>
      </dl>
    </Dialog>
  )
}
