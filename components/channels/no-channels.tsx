// A shop without a door for messages: what one is, and the three steps to the first.
import { Plug } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'

export function NoChannels({ action }: { action: ReactNode }) {
  const t = useTranslations('settings.channels.none')
  return (
    <Card>
      <EmptyState icon={<Plug />} title={t('title')} action={action}>
        <p>{t('body')}</p>
        <ol className="mx-auto mt-4 flex max-w-96 list-decimal flex-col gap-1 pl-5 text-left">
          <li>{t('first')}</li>
          <li>{t('second')}</li>
          <li>{t('third')}</li>
        </ol>
      </EmptyState>
    </Card>
  )
}
