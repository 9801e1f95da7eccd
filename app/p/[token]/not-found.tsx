// A preference link that opens nothing, whatever the reason: nobody learns whether it ever did.
import { getTranslations } from 'next-intl/server'
import { PublicFrame } from '@/components/preferences/public-frame'

export default async function NotFound() {
  const t = await getTranslations('preferences')
  return <PublicFrame title={t('closed')}>{t('closedHint')}</PublicFrame>
}
