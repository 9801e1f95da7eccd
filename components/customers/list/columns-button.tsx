'use client'
// Opens the choice of columns; its panel is fetched when a hand nears the button.
import { Columns3 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { iconButtonClass } from '@/components/ui/button-class'
import type { ListState } from '../list-url'

const load = () => import('./columns-panel')
const Panel = lazy(load)

/** Not on a phone, where every line has its one shape. */
const look = iconButtonClass('ghost', 'max-md:hidden')

export function ColumnsButton({ state }: { state: ListState }) {
  const t = useTranslations('views.columns')
  const [wanted, setWanted] = useState(false)
  const near = () => void load()
  const icon = <Columns3 aria-hidden className="size-4" />
  const closed = (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-expanded="false"
      aria-label={t('title')}
      title={t('title')}
      className={look}
      onPointerEnter={near}
      onFocus={near}
      onClick={() => {
        setWanted(true)
      }}
    >
      {icon}
    </button>
  )
  if (!wanted) return closed
  return (
    <Suspense fallback={closed}>
      <Panel state={state} icon={icon} triggerClass={look} />
    </Suspense>
  )
}
