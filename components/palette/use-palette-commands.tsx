'use client'
// The palette's pages and actions, in words and with what they do; only those that the person may.
import { ChartColumn, FileText, Keyboard, ListChecks, LogOut, Shapes, Tags, Upload, UserPlus, Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { type ReactNode, startTransition } from 'react'
import type { ShortcutId } from '@/components/keys/shortcuts'
import { useDisplayEntries } from '@/components/shell/display-entries'
import { navItems } from '@/components/shell/nav-items'
import type { Preferences } from '@/components/shell/preferences'
import type { MenuEntry } from '@/components/ui/menu'
import { signOut } from '@/lib/auth/account-actions'
import { type Command, type May, pages } from './commands'

export interface PaletteCommand extends Command {
  icon: ReactNode
  checked?: boolean
  shortcut?: ShortcutId
  run: () => void
}

/** Pages below those of the frame. */
const innerIcons = {
  stats: ChartColumn,
  newCustomer: UserPlus,
  duplicates: Users,
  segments: Shapes,
  tags: Tags,
  import: Upload,
  bulk: ListChecks,
} as const
const isInner = (id: string): id is keyof typeof innerIcons => id in innerIcons

type Options = { preferences: Preferences; may: May; onShortcuts: () => void }

export function usePaletteCommands({ preferences, may, onShortcuts }: Options): Record<'pages' | 'actions', PaletteCommand[]> {
  const t = useTranslations('nav')
  const router = useRouter()
  const display = useDisplayEntries(preferences)
  const label = (id: (typeof pages)[number]['id']): string => {
    if (isInner(id)) return t(`palette.${id}`)
    return id === 'crm' || id === 'channels' ? t(`settingsPlaces.${id}`) : t(`places.${id}`)
  }
  return {
    pages: pages
      .filter(({ needs }) => needs === null || may[needs])
      .map(({ id, href, needs }) => {
        const place = navItems.find((item) => item.id === id)
        const Icon = isInner(id) ? innerIcons[id] : (place?.icon ?? FileText)
        return {
          id,
          label: label(id),
          ...(place === undefined && needs === 'settings' ? { also: t('places.settings') } : {}),
          ...(place === undefined ? {} : { shortcut: place.shortcut }),
          icon: <Icon aria-hidden />,
          run: () => router.push(href),
        }
      }),
    actions: [
      { id: 'shortcuts', label: t('palette.shortcuts'), icon: <Keyboard aria-hidden />, shortcut: 'help', run: onShortcuts },
      ...withHeadings(display),
      {
        id: 'signOut',
        label: t('user.signOut'),
        icon: <LogOut aria-hidden />,
        run: () => startTransition(signOut),
      },
    ],
  }
}

/** The look and the language as they stand in the account's menu, each with its heading. */
function withHeadings(entries: MenuEntry[]): PaletteCommand[] {
  let also = ''
  return entries.flatMap((entry) => {
    if (entry.kind === 'separator') return []
    if (entry.kind === 'heading') {
      also = entry.label
      return []
    }
    const { label, icon, checked = false, onSelect } = entry
    return [{ id: `${also}/${label}`, label, also, icon, checked, run: () => onSelect?.() }]
  })
}
