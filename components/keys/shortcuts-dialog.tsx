'use client'
// `?`: the shortcuts that work here and now. It shows what the page's handlers have on offer, so it cannot promise more.
import { useTranslations } from 'next-intl'
import { Dialog } from '@/components/ui/dialog'
import { ShortcutKeys } from './shortcut-keys'
import { everywhere, type ShortcutId, spokenKeys } from './shortcuts'
import { useApple, useOfferedShortcuts } from './use-shortcuts'

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('nav.keys')
  const offered = useOfferedShortcuts()
  const here = offered.filter((id) => !everywhere.includes(id))
  return (
    <Dialog open title={t('title')} onOpenChange={onClose}>
      <div className="flex flex-col gap-4">
        {here.length > 0 && <Shortcuts title={t('here')} ids={here} />}
        <Shortcuts title={t('everywhere')} ids={everywhere.filter((id) => offered.includes(id))} />
      </div>
    </Dialog>
  )
}

function Shortcuts({ title, ids }: { title: string; ids: readonly ShortcutId[] }) {
  const t = useTranslations('nav.keys')
  const words = useTranslations('common.keys')
  const apple = useApple()
  const spoken = (id: ShortcutId) =>
    spokenKeys(id, apple, {
      enter: words('enter'),
      escape: words('escape'),
      down: words('down'),
      up: words('up'),
      space: words('space'),
      shift: words('shift'),
    })
      .map((keys) => keys.join(' '))
      .join(` ${t('then')} `)
  return (
    <section>
      <h3 className="mb-1 text-xs font-medium text-muted">{title}</h3>
      <dl className="divide-y divide-line">
        {ids.map((id) => (
          <div key={id} className="flex min-h-9 items-center justify-between gap-4">
            <dt>{t(`names.${id}`)}</dt>
            <dd>
              <span className="sr-only">{spoken(id)}</span>
              <ShortcutKeys id={id} always />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
