// The button to a consent page needs the operator's registration with the vendor: which variables are missing, and the way around.
import { useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/notice'

export function OperatorHint({ variables, hasTokenWay }: { variables: string[]; hasTokenWay: boolean }) {
  const t = useTranslations('settings.crm.operator')
  return (
    <Notice tone="info" title={t('title')}>
      <p>{t('body')}</p>
      <ul className="my-1 flex flex-wrap gap-2">
        {variables.map((name) => (
          <li key={name}>
            <code className="font-mono text-xs break-all">{name}</code>
          </li>
        ))}
      </ul>
      {hasTokenWay && <p>{t('token')}</p>}
    </Notice>
  )
}
