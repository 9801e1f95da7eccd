// What a person should know about a system before choosing it.
import { useTranslations } from 'next-intl'

export function Caveats({ caveats }: { caveats: string[] }) {
  const t = useTranslations('settings.crm')
  if (caveats.length === 0) return null
  return (
    <div>
      <h4 className="mb-1 text-xs font-medium text-muted">{t('worthKnowing')}</h4>
      <ul className="flex max-w-prose list-disc flex-col gap-1 pl-4 marker:text-muted">
        {caveats.map((caveat) => (
          <li key={caveat}>{caveat}</li>
        ))}
      </ul>
    </div>
  )
}
