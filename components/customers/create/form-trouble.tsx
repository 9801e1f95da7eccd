// Why the customer was not created: a field to correct, somebody who is known already, or a server that does not answer.
import { useTranslations } from 'next-intl'
import { ButtonLink } from '@/components/ui/button-link'
import { Notice } from '@/components/ui/notice'
import { listPath } from '../list-url'
import type { NewCustomerState } from './new-customer-state'

export function FormTrouble({ state: { existing, message, issues } }: { state: NewCustomerState }) {
  const t = useTranslations('customers')
  if (existing !== null) {
    const name = existing.name ?? t('unknown')
    return (
      <Notice
        tone="warn"
        title={t('create.duplicate')}
        action={<ButtonLink href={`${listPath}/${existing.id}`}>{t('create.open', { name })}</ButtonLink>}
      >
        {t('create.duplicateHint', { name, field: existing.field })}
      </Notice>
    )
  }
  if (message === null) return null
  return (
    <Notice tone="danger" title={t('create.refused')}>
      {issues.length > 0 ? t('create.refusedHint') : `${message} ${t('create.kept')}`}
    </Notice>
  )
}
