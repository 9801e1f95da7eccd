// Nobody is written to when a link needs a person, because the operator gave no mail server: said before it matters.
import { useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/notice'

export function MailHint() {
  const t = useTranslations('settings.crm.mailHint')
  return (
    <Notice tone="info" title={t('title')}>
      <p className="max-w-prose">
        {t('body')} <code className="font-mono text-xs">SMTP_URL</code>
      </p>
    </Notice>
  )
}
