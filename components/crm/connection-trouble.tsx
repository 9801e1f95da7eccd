// A link in trouble: what happened, what is safe, what to do, and whether the owner was told.
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Notice } from '@/components/ui/notice'
import { RelativeTime } from '@/components/ui/relative-time'
import type { LinkState } from './link-state'

type ConnectionTroubleProps = {
  state: LinkState
  statusAt: Date
  label: string
  /** Why, and what became of the mail to the owner, in the reader's words; null where there is nothing to say. */
  why: string | null
  mail: string | null
  timeZone: string
  action: ReactNode
}

export function ConnectionTrouble({ state, statusAt, label, why, mail, timeZone, action }: ConnectionTroubleProps) {
  const t = useTranslations('settings.crm')
  if (state === 'connected' || state === 'sending' || state === 'refused' || state === 'incomplete') return null
  return (
    <Notice
      tone={state === 'reconnect_needed' ? 'danger' : 'warn'}
      title={t(`trouble.${state}.title`, { label })}
      action={action}
      className="mb-4"
    >
      <div className="flex max-w-prose flex-col gap-1">
        {why !== null && <p>{why}</p>}
        {state !== 'expiring' && <p>{t(`trouble.${state}.safe`, { label })}</p>}
        <p>{t(`trouble.${state}.todo`)}</p>
        <p className="text-xs text-muted">
          {t('trouble.since')} <RelativeTime value={statusAt} timeZone={timeZone} />
          {mail !== null && <> · {mail}</>}
        </p>
      </div>
    </Notice>
  )
}
