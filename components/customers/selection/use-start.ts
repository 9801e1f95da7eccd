'use client'
// Starts a bulk job from a dialog: what is refused is said there, and the dialog stays.
import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { archiveMany, askMany, changeMany } from '@/app/dashboard/customers/bulk/actions'
import type { BulkAsk, BulkChange } from '@/lib/customers/bulk/bulk-action'

/** Of every dialog of the selection. */
export interface BulkDialogProps {
  target: object
  onClose: () => void
  onStarted: (jobId: string) => void
}

export function useStart({ target, onStarted }: Pick<BulkDialogProps, 'target' | 'onStarted'>) {
  const t = useTranslations('bulk')
  const [error, setError] = useState<string | undefined>()
  const [pending, begin] = useTransition()
  const start = (action: BulkChange | BulkAsk | 'archive') => {
    begin(async () => {
      const result = await begun(action, target).catch(() => null)
      if (result?.ok === true) onStarted(result.data.id)
      else setError(result?.issues[0]?.message ?? result?.message ?? t('unreachable'))
    })
  }
  return { start, pending, error }
}

function begun(action: BulkChange | BulkAsk | 'archive', target: object) {
  if (action === 'archive') return archiveMany({ target })
  return action.kind === 'ask-consent' ? askMany({ action, target }) : changeMany({ action, target })
}
