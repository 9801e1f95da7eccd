// Customer systems as cards, driven by their manifests: what one knows how to do is shown, what it cannot is said.
import { Check, Minus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { Status } from '@/components/ui/status'
import type { CrmCard } from '@/lib/server/crm-settings'

export function CrmCards({ cards }: { cards: CrmCard[] }) {
  const t = useTranslations('settings.crm')
  return (
    <ul className="flex flex-col gap-4">
      {cards.map(({ id, label, summary, can, cannot, isCurrent, isForDevelopment }) => (
        <li key={id}>
          <Card
            title={label}
            description={summary ?? undefined}
            className={isCurrent ? 'border-ink' : undefined}
            actions={
              <>
                {isForDevelopment && <Status tone="info">{t('development')}</Status>}
                {isCurrent && <Status tone="ok">{t('current')}</Status>}
              </>
            }
          >
            <h3 className="mb-2 text-xs font-medium text-muted">{t('brings')}</h3>
            <ul className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
              {can.map((name) => (
                <li key={name} className="flex items-start gap-2">
                  <Check aria-hidden className="mt-1 size-3 shrink-0 text-ok" />
                  {t(`capabilities.${name}`)}
                </li>
              ))}
              {cannot.map((name) => (
                <li key={name} className="flex items-start gap-2 text-muted">
                  <Minus aria-hidden className="mt-1 size-3 shrink-0" />
                  <span>
                    {t(`capabilities.${name}`)}
                    <span className="sr-only">, {t('cannot')}</span>
                  </span>
                </li>
              ))}
            </ul>
          </Card>
        </li>
      ))}
    </ul>
  )
}
