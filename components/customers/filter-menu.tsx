'use client'
// Adds a filter: a segment or a tag. The shop's own are fetched when a hand nears the button.
import { ListFilter } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { buttonClass } from '@/components/ui/button-class'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import { fetchChoices, noChoices } from './choices'
import { knownSegments, segmentLabel } from './customer-words'
import { listHref, type ListState } from './list-url'

/** More tags than this are found by searching rather than in a menu. */
const mostTags = 50

export function FilterMenu({ state }: { state: ListState }) {
  const t = useTranslations('customers')
  const [choices, setChoices] = useState(noChoices)
  const [asked, setAsked] = useState(false)
  const ask = () => {
    if (asked) return
    setAsked(true)
    void fetchChoices().then(setChoices)
  }
  const segments = [...new Set([...knownSegments, ...choices.segments])].filter((segment) => segment !== state.segment)
  const tags = choices.tags
    .filter(({ name, customers }) => customers > 0 && !state.tags.includes(name))
    .sort((a, b) => b.customers - a.customers)
    .slice(0, mostTags)
  const entries: MenuEntry[] = [
    { kind: 'heading', label: t('list.segmentsHeading') },
    ...segments.map((segment) => ({ label: segmentLabel(t, segment), href: listHref(state, { segment }) })),
  ]
  if (tags.length > 0)
    entries.push(
      { kind: 'separator' },
      { kind: 'heading', label: t('list.tagsHeading') },
      ...tags.map(({ name, customers }) => ({
        label: name,
        hint: String(customers),
        href: listHref(state, { tags: [...state.tags, name] }),
      })),
    )
  return (
    <span onPointerEnter={ask} onFocus={ask}>
      <Menu
        align="start"
        triggerClass={buttonClass('secondary')}
        trigger={
          <>
            <ListFilter aria-hidden className="size-4" />
            {t('list.filter')}
          </>
        }
        entries={entries}
      />
    </span>
  )
}
