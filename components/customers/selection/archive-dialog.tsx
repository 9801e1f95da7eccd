'use client'
// Archiving many asks first, with how many they are.
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { undoMinutes } from '@/lib/customers/bulk/bulk-limits'
import { type BulkDialogProps, useStart } from './use-start'

type ArchiveDialogProps = BulkDialogProps & { size: { count: number; capped: boolean; about: boolean } }

export default function ArchiveDialog({ target, size, onClose, onStarted }: ArchiveDialogProps) {
  const t = useTranslations('bulk')
  const { start, pending, error } = useStart({ target, onStarted })
  const { count, capped, about } = size
  return (
    <Dialog
      open
      title={
        capped || about
          ? t('archive.titleAll', { count, capped: capped ? 'yes' : 'no', about: about ? 'yes' : 'no' })
          : t('archive.title', { count })
      }
      description={t('archive.body', { minutes: undoMinutes })}
      onOpenChange={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="danger" loading={pending} onClick={() => start('archive')}>
            {t('archive.confirm')}
          </Button>
        </>
      }
    >
      {error !== undefined && (
        <p role="alert" className="text-danger">
          {error}
        </p>
      )}
    </Dialog>
  )
}
