// The middle of the Fiche: the composer on top (under the thumb on a phone), then the Fil or the notes alone.
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { PanelTabs } from './panel-tabs'

type StoryProps = { composer: ReactNode; timeline: ReactNode; notes: ReactNode }

export function Story({ composer, timeline, notes }: StoryProps) {
  const t = useTranslations('timeline')
  const words = useTranslations('customers.record.tab')
  return (
    <div className="flex flex-col gap-3">
      <h2 className="sr-only">{words('timeline')}</h2>
      {composer !== null && <div className="max-md:sticky max-md:bottom-16 max-md:z-bar max-md:order-last">{composer}</div>}
      <div>
        <PanelTabs
          label={t('views')}
          first="all"
          panels={[
            { id: 'all', label: t('all'), content: timeline },
            { id: 'notes', label: t('notes'), content: notes },
          ]}
        />
      </div>
    </div>
  )
}
