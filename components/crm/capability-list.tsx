// What a system can do and what it cannot, one line each.
import { Check, Minus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { CrmCard } from '@/lib/server/crm-settings'

export function CapabilityList({ can, cannot }: Pick<CrmCard, 'can' | 'cannot'>) {
  const t = useTranslations('settings.crm')
  return (
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
  )
}
