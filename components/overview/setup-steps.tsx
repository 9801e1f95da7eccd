// The way from an empty shop to a working one.
import { ChevronRight, CircleCheck, CircleDashed } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Card } from '@/components/ui/card'
import type { Overview } from '@/lib/server/overview'

export function SetupSteps({ steps }: { steps: NonNullable<Overview['steps']> }) {
  const t = useTranslations('overview')
  const done = steps.filter((step) => step.done).length
  return (
    <Card
      flush
      title={t('setup')}
      description={t('setupHint')}
      actions={<span className="text-muted tabular-nums">{t('stepsDone', { done, total: steps.length })}</span>}
    >
      <ul className="divide-y divide-line">
        {steps.map((step) => (
          <li key={step.id}>
            <Link href={step.href} className="flex min-h-row items-center gap-3 px-4 py-3 -outline-offset-2 hover:bg-sunken">
              {step.done ? (
                <CircleCheck aria-hidden className="size-5 shrink-0 text-ok" />
              ) : (
                <CircleDashed aria-hidden className="size-5 shrink-0 text-muted" />
              )}
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{t(`steps.${step.id}.title`)}</span>
                <span className="block text-muted">{t(`steps.${step.id}.hint`)}</span>
              </span>
              {step.done ? (
                <span className="text-xs font-medium text-ok">{t('done')}</span>
              ) : (
                <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
              )}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
