'use client'
// Says what is not saved yet, why it was refused or who was quicker, and saves it; within reach wherever one has scrolled.
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'

type SaveBarProps = {
  changes: number
  /** Fields are marked that cannot be kept. */
  blocked: boolean
  pending: boolean
  failure: string | null
  conflict: boolean
  onSave: () => void
  onReset: () => void
  onKeepMine: () => void
  onTakeTheirs: () => void
}

export function SaveBar(props: SaveBarProps) {
  const { changes, blocked, pending, failure, conflict, onSave, onReset, onKeepMine, onTakeTheirs } = props
  const t = useTranslations('settings.crm.mapping')
  if (changes === 0 && !conflict && failure === null) return null
  return (
    <div
      role="region"
      aria-label={t('save')}
      className="sticky bottom-16 z-bar flex flex-wrap items-center justify-end gap-2 rounded border border-line bg-raised px-4 py-3 shadow-float md:bottom-4"
    >
      <div className="mr-auto min-w-0 flex-1 basis-60">
        {conflict ? (
          <p role="alert" className="flex items-start gap-2">
            <TriangleAlert aria-hidden className="mt-px size-4 shrink-0 text-warn" />
            <span>
              <span className="block font-medium">{t('conflict.title')}</span>
              <span className="block text-muted">{t('conflict.body')}</span>
            </span>
          </p>
        ) : failure !== null ? (
          <p role="alert" className="flex items-start gap-2 text-danger">
            <CircleAlert aria-hidden className="mt-px size-4 shrink-0" />
            <span>
              <span className="block font-medium">{t('refusedTitle')}</span>
              {failure}
            </span>
          </p>
        ) : (
          <p role="status" className="text-muted">
            {blocked ? t('blocked') : t('changes', { count: changes })}
          </p>
        )}
      </div>
      {conflict ? (
        <>
          <Button disabled={pending} onClick={onTakeTheirs}>
            {t('conflict.theirs')}
          </Button>
          <Button variant="primary" loading={pending} disabled={blocked} onClick={onKeepMine}>
            {t('conflict.mine')}
          </Button>
        </>
      ) : (
        <>
          <Button disabled={pending} onClick={onReset}>
            {t('reset')}
          </Button>
          <Button variant="primary" loading={pending} disabled={blocked} onClick={onSave}>
            {t('save')}
          </Button>
        </>
      )}
    </div>
  )
}
