// Yes or no for each channel, and no to all, in one form: every button sends its choice at once, with or without script.
import clsx from 'clsx'
import { Check } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { ChannelIcon } from '@/components/customers/channel-icon'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { ChannelChoice } from '@/lib/server/preference-page'
import { headingId } from './public-frame'

type PreferenceChoicesProps = {
  shop: string
  /** Where the form is sent. */
  action: string
  choices: ChannelChoice[]
  /** What was just saved: a channel, `all`; `wait` when it was too often. */
  saved: string | null
}

export function PreferenceChoices({ shop, action, choices, saved }: PreferenceChoicesProps) {
  const t = useTranslations('preferences')
  if (choices.length === 0) return <p className="text-muted">{t('nowhere', { shop })}</p>
  return (
    <form method="post" action={action} className="flex flex-col gap-4">
      {saved === 'wait' && (
        <Notice tone="warn" title={t('busy')}>
          {t('busyHint')}
        </Notice>
      )}
      <ul className="divide-y divide-line rounded border border-line bg-surface">
        {choices.map((choice) => (
          <li key={choice.channel} id={choice.channel} className="scroll-mt-16 p-4">
            <Choice {...choice} isSaved={saved === choice.channel || saved === 'all'} />
          </li>
        ))}
      </ul>
      <div id="all" className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" name="choice" value="none" className="max-sm:w-full">
          {t('noToAll')}
        </Button>
        <p className="text-sm text-muted">{t('anytime')}</p>
      </div>
    </form>
  )
}

function Choice({ channel, address, granted, isSaved }: ChannelChoice & { isSaved: boolean }) {
  const t = useTranslations('preferences')
  const state = granted === null ? t('state.never') : granted ? t('state.granted') : t('state.denied')
  const label = `by-${channel}`
  return (
    <div
      role="group"
      aria-labelledby={`${headingId} ${label}`}
      className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3"
    >
      <div className="min-w-0 flex-1 basis-60">
        <p id={label} className="font-medium break-words">
          {t(`by.${channel}`)}
        </p>
        <p className="flex items-center gap-2 text-sm break-all text-muted tabular-nums">
          <ChannelIcon channel={channel} />
          {address}
        </p>
        <p
          role={isSaved ? 'status' : undefined}
          className={clsx('flex items-center gap-1 text-sm', isSaved ? 'text-ok' : 'text-muted')}
        >
          {isSaved && <Check aria-hidden className="size-4 shrink-0" />}
          {isSaved ? t('saved', { state }) : state}
        </p>
      </div>
      <div className="flex gap-2 max-sm:w-full">
        {([true, false] as const).map((yes) => (
          <Button
            key={String(yes)}
            type="submit"
            name="choice"
            value={`${channel}:${yes ? 'yes' : 'no'}`}
            aria-pressed={granted === yes}
            icon={granted === yes ? <Check aria-hidden className="size-4" /> : undefined}
            className={clsx('min-w-20 max-sm:flex-1', granted === yes && 'border-ink! bg-sunken!')}
          >
            {t(yes ? 'yes' : 'no')}
          </Button>
        ))}
      </div>
    </div>
  )
}
