// Nothing at this address, and the way home.
import { MapPinOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { ButtonLink } from '@/components/ui/button-link'
import { EmptyState } from '@/components/ui/empty-state'

export function NotFoundState() {
  const t = useTranslations('errors.notFound')
  return (
    <EmptyState level={1} icon={<MapPinOff />} title={t('title')} action={<ButtonLink href="/dashboard">{t('home')}</ButtonLink>}>
      {t('body')}
    </EmptyState>
  )
}
