// How sure it is, in a word and a figure.
import { Check, CheckCheck, CircleHelp } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Status } from '@/components/ui/status'
import { likelihood } from './evidence-words'

const looks = {
  sure: { tone: 'info', Icon: CheckCheck },
  likely: { tone: 'info', Icon: Check },
  possible: { tone: 'neutral', Icon: CircleHelp },
} as const

export function LikelihoodBadge({ score }: { score: number }) {
  const t = useTranslations('duplicates')
  const level = likelihood(score)
  const { tone, Icon } = looks[level]
  return (
    <Status tone={tone} icon={<Icon aria-hidden className="size-3 shrink-0" />}>
      {t(`likelihood.${level}`)}
      <span className="font-normal tabular-nums">{t('score', { score })}</span>
    </Status>
  )
}
