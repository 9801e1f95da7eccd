'use client'
// The list's further doors: its segments and tags, its way in and out as files.
import { Download, Ellipsis, Plus, Shapes, Tags, Upload } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { conditionsOf, type ListState } from '@/components/customers/list-url'
import { newSegmentHref, segmentsPath } from '@/components/customers/segments/segment-paths'
import { tagsPath } from '@/components/tags/tag-url'
import { iconButtonClass } from '@/components/ui/button-class'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import { exportHref, importsPath } from './import-path'

type ListFileMenuProps = { state: ListState; mayImport: boolean; mayExport: boolean; mayKeep: boolean }

export function ListFileMenu({ state, mayImport, mayExport, mayKeep }: ListFileMenuProps) {
  const t = useTranslations('imports')
  const segments = useTranslations('segments')
  // A file is no page: the router must not ask for it.
  const download = (delimiter: ';' | ',') => () => {
    window.location.assign(exportHref(state, delimiter))
  }
  const conditions = conditionsOf(state).filter(({ field }) => field !== 'group')
  const entries: MenuEntry[] = [
    { label: segments('title'), icon: <Shapes aria-hidden />, href: segmentsPath },
    ...(mayKeep && conditions.length > 0
      ? [{ label: segments('keep'), icon: <Plus aria-hidden />, href: newSegmentHref('group', conditions) }]
      : []),
    ...(mayImport ? [{ label: t('short'), icon: <Upload aria-hidden />, href: importsPath }] : []),
    { label: t('tags'), icon: <Tags aria-hidden />, href: tagsPath },
    ...(mayExport
      ? [
          { label: t('exportSemicolon'), icon: <Download aria-hidden />, onSelect: download(';') },
          { label: t('exportComma'), icon: <Download aria-hidden />, onSelect: download(',') },
        ]
      : []),
  ]
  return (
    <Menu
      label={t('more')}
      triggerClass={iconButtonClass('secondary')}
      trigger={<Ellipsis aria-hidden className="size-4" />}
      entries={entries}
    />
  )
}
