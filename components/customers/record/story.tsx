// The middle of the Fiche: the composer on top (under the thumb on a phone), then what the Fil shows, then the Fil.
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

type StoryProps = { composer: ReactNode; filter: ReactNode; timeline: ReactNode }

export function Story({ composer, filter, timeline }: StoryProps) {
  const words = useTranslations('customers.record.tab')
  return (
    <div className="flex flex-col gap-3">
      <h2 className="sr-only">{words('timeline')}</h2>
      {composer !== null && <div className="max-md:sticky max-md:bottom-16 max-md:z-bar max-md:order-last">{composer}</div>}
      <div>
        {filter}
        {timeline}
      </div>
    </div>
  )
}
