'use client'
// How the way through a consent page ended. The address forgets it at once, so that a reload does not say it again.
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { Notice } from '@/components/ui/notice'

/** `linked`: the system's label and what it is to the shop. `refused`: why, in the reader's words; null when there is no text for it. */
export type LinkOutcomeProps =
  { kind: 'linked'; label: string; role: 'primary' | 'source' } | { kind: 'refused'; why: string | null }

export function LinkOutcome(outcome: LinkOutcomeProps) {
  const t = useTranslations('settings.crm')
  useEffect(() => {
    window.history.replaceState(null, '', window.location.pathname)
  }, [])
  if (outcome.kind === 'linked')
    return (
      <Notice tone="ok" title={t('linked.title', { label: outcome.label })} className="mb-4">
        {t(`linked.${outcome.role}`)}
      </Notice>
    )
  return (
    <Notice tone="warn" title={t('refused.title')} className="mb-4">
      {outcome.why !== null && <p>{outcome.why}</p>}
      <p>{t('refused.again')}</p>
    </Notice>
  )
}
