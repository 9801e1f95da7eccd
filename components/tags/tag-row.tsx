'use client'
// A tag of the manager: what it looks like, who has it, and what can be done with it.
import { Ellipsis, PencilLine, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { iconButtonClass } from '@/components/ui/button-class'
import { Checkbox } from '@/components/ui/checkbox'
import { RowLink } from '@/components/ui/data-table'
import { hueClass } from '@/components/ui/hues'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import { Tag } from '@/components/ui/tag'
import { tagColors } from '@/lib/customers/tags/tag-colors'
import type { ListedTag } from '@/lib/server/tags'
import { taggedHref } from './tag-url'
import { useTagWork } from './use-tag-work'

const RenameDialog = lazy(() => import('./rename-tag-dialog'))

type TagRowProps = {
  tag: ListedTag
  mayManage: boolean
  isChosen: boolean
  onChoose: () => void
  /** It is no more: the focus must go somewhere. */
  onRemoved: () => void
}

export function TagRow({ tag, mayManage, isChosen, onChoose, onRemoved }: TagRowProps) {
  const t = useTranslations('tags')
  const [renaming, setRenaming] = useState(false)
  const { pending, color, remove } = useTagWork()
  const { name, customers, into, moved } = tag
  const entries: MenuEntry[] = [
    { label: t('menu.rename'), icon: <PencilLine aria-hidden />, onSelect: () => setRenaming(true) },
    { kind: 'separator' },
    { kind: 'heading', label: t('menu.color') },
    { label: t('colors.auto'), checked: tag.color === null, onSelect: () => color(tag, null) },
    ...tagColors.map((hue) => ({
      label: t(`colors.${hue}`),
      icon: <span aria-hidden className={`size-4 rounded-sm border border-current ${hueClass[hue]}`} />,
      checked: tag.color === hue,
      onSelect: () => color(tag, hue),
    })),
    { kind: 'separator' },
    { label: t('menu.remove'), icon: <Trash2 aria-hidden />, danger: true, onSelect: () => remove(tag, onRemoved) },
  ]
  return (
    <li className="relative flex min-h-12 items-center gap-1 border-b border-line px-1 transition-colors last:border-b-0 focus-within:bg-sunken hover:bg-sunken md:gap-3 md:px-2">
      {mayManage && (
        <Checkbox
          labelHidden
          label={t('select', { name })}
          checked={isChosen}
          disabled={into !== null}
          onChange={onChoose}
          className="relative z-1"
        />
      )}
      <RowLink
        href={taggedHref(name)}
        prefetch={false}
        data-row-link={tag.id}
        aria-label={t('see', { name, count: customers })}
        className={`flex min-h-touch min-w-0 flex-1 flex-wrap items-center justify-between gap-x-3 font-normal ${mayManage ? '' : 'px-2'}`}
      >
        <Tag label={name} color={tag.color} />
        <span className="text-muted tabular-nums">
          {into === null ? t('customers', { count: customers }) : t('merging', { into, moved: moved ?? 0, count: customers })}
        </span>
      </RowLink>
      {mayManage && (
        <span className="relative z-1">
          {into === null ? (
            <Menu
              label={t('menu.label', { name })}
              triggerClass={iconButtonClass('ghost', pending ? 'animate-pulse' : '')}
              trigger={<Ellipsis aria-hidden className="size-4" />}
              entries={entries}
              align="end"
            />
          ) : (
            <span className="block w-touch" />
          )}
        </span>
      )}
      <Suspense fallback={null}>{renaming && <RenameDialog tag={tag} onClose={() => setRenaming(false)} />}</Suspense>
    </li>
  )
}
