'use client'
// The look and the language as menu entries.
import { Languages, Monitor, Moon, Sun } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { startTransition } from 'react'
import type { MenuEntry } from '@/components/ui/menu'
import { themes, type Preferences, type Theme } from './preferences'

const icons = { light: <Sun aria-hidden />, dark: <Moon aria-hidden />, system: <Monitor aria-hidden /> }
const languages = [
  ['fr', 'Français'],
  ['en', 'English'],
] as const

/** Shows the choice at once; the server's next answer carries it. */
function paint(theme: Theme) {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function useDisplayEntries({ theme, locale, setTheme, setLocale }: Preferences): MenuEntry[] {
  const t = useTranslations('nav.display')
  return [
    { kind: 'heading', label: t('theme') },
    ...themes.map((name) => ({
      label: t(`themes.${name}`),
      icon: icons[name],
      checked: name === theme,
      onSelect: () => {
        paint(name)
        startTransition(() => setTheme(name))
      },
    })),
    { kind: 'heading', label: t('language') },
    ...languages.map(([code, label]) => ({
      label,
      icon: <Languages aria-hidden />,
      checked: code === locale,
      onSelect: () => {
        startTransition(() => setLocale(code))
      },
    })),
  ]
}
