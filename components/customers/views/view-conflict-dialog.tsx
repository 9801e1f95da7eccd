'use client'
// Somebody changed the view while this person did: nothing is overwritten unseen, either can be kept.
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { listPath } from '../list-url'
import type { ViewConflict } from './use-view-work'

type ViewConflictDialogProps = { id: string; name: string; conflict: ViewConflict; onClose: () => void }

export default function ViewConflictDialog({ id, name, conflict, onClose }: ViewConflictDialogProps) {
  const t = useTranslations('views.conflict')
  const router = useRouter()
  return (
    <Dialog
      open
      title={t('title', { by: conflict.by })}
      description={t('body', { name })}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      footer={
        <>
          <Button
            onClick={() => {
              onClose()
              router.push(`${listPath}?view=${id}`)
            }}
          >
            {t('theirs')}
          </Button>
          <Button
            variant="primary"
            onClick={() => {
              onClose()
              conflict.insist()
            }}
          >
            {t('mine')}
          </Button>
        </>
      }
    />
  )
}
