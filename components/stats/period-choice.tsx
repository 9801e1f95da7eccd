// Which days the page is about: three periods one press away, or any days; all of it is the address.
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { LinkTabs } from '@/components/ui/link-tabs'
import { type Period, periodChoices } from '@/lib/customers/period'

export const statsPath = '/dashboard/stats'

export function PeriodChoice({ period, today }: { period: Period; today: string }) {
  const t = useTranslations('stats.period')
  return (
    <div className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <LinkTabs
        label={t('label')}
        tabs={periodChoices.map((choice) => ({
          href: `${statsPath}?period=${choice}`,
          label: t(`choice.${choice}`),
          current: period.choice === choice,
        }))}
      />
      <form action={statsPath} className="flex flex-wrap items-end gap-2" aria-label={t('own')}>
        {(['from', 'to'] as const).map((end) => (
          <div key={end} className="w-36 flex-1">
            <Label htmlFor={`period-${end}`} className="mb-1 block">
              {t(end)}
            </Label>
            <Input
              // Another period is another field: what was typed for the one before is gone.
              key={period[end]}
              id={`period-${end}`}
              type="date"
              name={end}
              required
              max={today}
              defaultValue={period[end]}
            />
          </div>
        ))}
        <Button type="submit">{t('show')}</Button>
      </form>
    </div>
  )
}
