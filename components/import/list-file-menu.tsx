'use client'
// The list's way in and out as files, and to its tags.
import { Download, Ellipsis, Tags, Upload } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { iconButtonClass } from '@/components/ui/button-class'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import { tagsPath } from '@/components/tags/tag-url'
import type { ListState } from '@/components/customers/list-url'
import { exportHref, importsPath } from './import-path'

type ListFileMenuProps = { state: ListState; mayImport: boolean; mayExport: boolean }

export function ListFileMenu({ state, mayImport, mayExport }: ListFileMenuProps) {
  const t = useTranslations('imports')
  // A file is no page: the router must not ask for it.
  const download = (delimiter: ';' | ',') => () => {
    window.location.assign(exportHref(state, delimiter))
  }
  const entries: MenuEntry[] = [
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
