'use client'
// What can be done with the view that is open. Dialogs are fetched on demand; a deletion can be undone from the toast.
import { ChevronLeft, ChevronRight, Copy, Ellipsis, House, Lock, PencilLine, Plus, Trash2, Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { iconButtonClass } from '@/components/ui/button-class'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import type { ListState } from '../list-url'
import { useViewName } from './use-view-name'
import { useViewWork } from './use-view-work'
import type { ViewTab } from './view-tab'

const NameDialog = lazy(() => import('./view-name-dialog'))
const ConflictDialog = lazy(() => import('./view-conflict-dialog'))

type ViewMenuProps = { view: ViewTab; tabs: ViewTab[]; state: ListState; mayShare: boolean; suggestion: string }

export function ViewMenu({ view, tabs, state, mayShare, suggestion }: ViewMenuProps) {
  const t = useTranslations('views')
  const name = useViewName()(view)
  const [dialog, setDialog] = useState<'new' | 'rename' | 'copy' | null>(null)
  const { change, remove, shift, begin, conflict, closeConflict } = useViewWork(view, name)
  const row = tabs.filter((tab) => tab.name !== null && tab.shared === view.shared)
  const at = row.findIndex(({ id }) => id === view.id)
  const entries: MenuEntry[] = [
    { label: t('menu.new'), icon: <Plus aria-hidden />, onSelect: () => setDialog('new') },
    { label: t('menu.copy'), icon: <Copy aria-hidden />, onSelect: () => setDialog('copy') },
    { label: t('menu.start'), icon: <House aria-hidden />, onSelect: begin, ...(view.isStart ? { hint: '✓' } : {}) },
  ]
  if (view.mayEdit) {
    entries.push({ kind: 'separator' })
    entries.push({ label: t('menu.rename'), icon: <PencilLine aria-hidden />, onSelect: () => setDialog('rename') })
    if (mayShare && !view.shared)
      entries.push({ label: t('menu.share'), icon: <Users aria-hidden />, onSelect: () => change({ shared: true }, t('shared')) })
    if (view.shared && view.isMine)
      entries.push({
        label: t('menu.unshare'),
        icon: <Lock aria-hidden />,
        onSelect: () => change({ shared: false }, t('unshared')),
      })
    entries.push(
      { label: t('menu.left'), icon: <ChevronLeft aria-hidden />, onSelect: () => shift(-1), disabled: at <= 0 },
      { label: t('menu.right'), icon: <ChevronRight aria-hidden />, onSelect: () => shift(1), disabled: at === row.length - 1 },
      { kind: 'separator' },
      { label: t('menu.remove'), icon: <Trash2 aria-hidden />, danger: true, onSelect: remove },
    )
  }
  return (
    <>
      <Menu
        label={t('menu.label', { name })}
        triggerClass={iconButtonClass('ghost')}
        trigger={<Ellipsis aria-hidden className="size-4" />}
        entries={entries}
      />
      <Suspense fallback={null}>
        {dialog !== null && (
          <NameDialog
            purpose={dialog}
            name={dialog === 'new' ? suggestion : dialog === 'copy' ? t('copyOf', { name }).slice(0, 60) : name}
            state={state}
            mayShare={mayShare}
            onRename={(wanted) => change({ name: wanted }, t('renamed'))}
            onClose={() => setDialog(null)}
          />
        )}
        {conflict !== null && <ConflictDialog id={view.id} name={name} conflict={conflict} onClose={closeConflict} />}
      </Suspense>
    </>
  )
}
