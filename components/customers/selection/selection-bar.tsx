'use client'
// How many are selected and whom that covers, what can be done with them, and the way out.
import { Archive, Download, Ellipsis, ListChecks, ShieldQuestionMark, SquareCheck, Tag, Tags, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import { iconButtonClass } from '@/components/ui/button-class'
import { IconButton } from '@/components/ui/icon-button'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import { everyone, isNobody, nobody, targetOf } from './selection'
import type { SelectionDeskProps } from './selection-desk'
import { sendExport } from './send-export'
import { useSelection } from './use-selection'

const TagsDialog = lazy(() => import('./tags-dialog'))
const SegmentDialog = lazy(() => import('./segment-dialog'))
const ConsentDialog = lazy(() => import('./consent-dialog'))
const ArchiveDialog = lazy(() => import('./archive-dialog'))

type SelectionBarProps = SelectionDeskProps & { address: string; onJob: (id: string) => void }

export function SelectionBar({ address, filter, page, total, mayArchive, mayExport, onJob }: SelectionBarProps) {
  const t = useTranslations('bulk.select')
  const { selection, change, mark, clear } = useSelection(address, page)
  const [asking, setAsking] = useState<'add' | 'remove' | 'segment' | 'consent' | 'archive' | null>(null)
  if (isNobody(selection)) return null
  const target = targetOf(selection, filter)
  const elsewhere = selection.all ? 0 : selection.ids.filter((id) => !page.includes(id)).length
  const size = selection.all
    ? { count: Math.max(0, total.count - selection.except.length), capped: total.capped, about: total.estimated }
    : { count: selection.ids.length, capped: false, about: false }
  const yes = (flag: boolean) => (flag ? 'yes' : 'no')
  const words = { count: size.count, capped: yes(size.capped), about: yes(size.about) }
  const coverage = selection.all
    ? selection.except.length === 0
      ? t('allHint')
      : t('allBut', { count: selection.except.length })
    : elsewhere === 0
      ? null
      : t('elsewhere', { count: elsewhere })
  const hasMore = !selection.all && (total.capped || total.estimated || total.count > selection.ids.length)
  const wholePage = page.every((id) => selection.all || selection.ids.includes(id))
  const all = t('takeAll', { count: total.count, capped: yes(total.capped), about: yes(total.estimated) })
  const entries: MenuEntry[] = [
    // A phone has room for them here only.
    ...(wholePage ? [] : [{ label: t('page'), icon: <SquareCheck aria-hidden />, onSelect: () => mark(page, true) }]),
    ...(hasMore ? [{ label: all, icon: <ListChecks aria-hidden />, onSelect: () => change(everyone) }] : []),
    { label: t('untag'), icon: <Tags aria-hidden />, onSelect: () => setAsking('remove') },
    ...(mayExport
      ? [
          { label: t('consent'), icon: <ShieldQuestionMark aria-hidden />, onSelect: () => setAsking('consent') },
          { label: t('export'), icon: <Download aria-hidden />, onSelect: () => sendExport(target) },
        ]
      : []),
    ...(mayArchive
      ? [{ label: t('archive'), icon: <Archive aria-hidden />, danger: true, onSelect: () => setAsking('archive') }]
      : []),
  ]
  const started = (id: string) => {
    setAsking(null)
    change(nobody)
    onJob(id)
  }
  const dialog = { target, onClose: () => setAsking(null), onStarted: started }
  return (
    <section
      aria-label={t('bar')}
      className="pointer-events-auto flex w-full flex-wrap items-center gap-x-3 gap-y-2 rounded border border-line bg-raised p-2 shadow-float md:w-auto md:max-w-full md:animate-rise"
    >
      <div className="flex min-w-0 items-center gap-1 max-md:w-full">
        <IconButton label={t('clear')} icon={<X aria-hidden className="size-4" />} onClick={clear} />
        <p role="status" className="min-w-0">
          <span className="font-medium tabular-nums">{selection.all ? t('all', words) : t('count', { count: size.count })}</span>
          {coverage !== null && <span className="block text-xs text-muted">{coverage}</span>}
        </p>
      </div>
      {hasMore && (
        <Button variant="ghost" className="max-md:hidden" onClick={() => change(everyone)}>
          {all}
        </Button>
      )}
      <div className="ml-auto flex gap-2">
        <Button icon={<Tag aria-hidden className="size-4" />} onClick={() => setAsking('add')}>
          {t('tag')}
        </Button>
        <Button onClick={() => setAsking('segment')}>{t('segment')}</Button>
        <Menu
          label={t('more')}
          triggerClass={iconButtonClass('secondary')}
          trigger={<Ellipsis aria-hidden className="size-4" />}
          entries={entries}
        />
      </div>
      <Suspense fallback={null}>
        {(asking === 'add' || asking === 'remove') && <TagsDialog add={asking === 'add'} {...dialog} />}
        {asking === 'segment' && <SegmentDialog {...dialog} />}
        {asking === 'consent' && <ConsentDialog {...dialog} />}
        {asking === 'archive' && <ArchiveDialog {...dialog} size={size} />}
      </Suspense>
    </section>
  )
}
