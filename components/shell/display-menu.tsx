'use client'
// Look and language for pages without an account menu, such as sign-in. Needs the `nav` words (ClientMessages).
import { Languages } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { iconButtonClass } from '@/components/ui/button-class'
import { Menu } from '@/components/ui/menu'
import { useDisplayEntries } from './display-entries'
import type { Preferences } from './preferences'

export function DisplayMenu({ preferences }: { preferences: Preferences }) {
  const t = useTranslations('nav.display')
  return (
    <Menu
      label={t('label')}
      triggerClass={iconButtonClass()}
      trigger={<Languages aria-hidden className="size-4" />}
      entries={useDisplayEntries(preferences)}
    />
  )
}
