'use client'
// The lines of the palette.
import { Command } from 'cmdk'
import { Check } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { ShortcutKeys } from '@/components/keys/shortcut-keys'
import type { TillCard } from '@/components/till/till-card'
import { Avatar } from '@/components/ui/avatar'
import { Skeleton } from '@/components/ui/skeleton'
import type { PaletteCommand } from './use-palette-commands'

const look =
  'flex min-h-touch cursor-pointer items-center gap-3 rounded-sm px-2 data-[selected=true]:bg-info-soft pointer-coarse:min-h-row [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-muted'

export function PaletteGroup({ heading, shown, children }: { heading: string; shown: boolean; children: ReactNode }) {
  if (!shown) return null
  return (
    <Command.Group
      heading={heading}
      className="[&>[cmdk-group-heading]]:px-2 [&>[cmdk-group-heading]]:pt-2 [&>[cmdk-group-heading]]:pb-1 [&>[cmdk-group-heading]]:text-xs [&>[cmdk-group-heading]]:font-medium [&>[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  )
}

export function WaitingLine() {
  return (
    <div aria-hidden className="flex min-h-touch items-center gap-3 px-2 pointer-coarse:min-h-row">
      <Skeleton round className="size-6" />
      <Skeleton className="h-3 w-40" />
      <Skeleton className="ml-auto h-3 w-24" />
    </div>
  )
}

export function CustomerLine({ card, onSelect }: { card: TillCard; onSelect: () => void }) {
  const t = useTranslations('nav.palette')
  const reach = card.phone ?? card.email
  return (
    <Command.Item value={card.id} onSelect={onSelect} className={look}>
      <Avatar name={card.name} seed={card.id} size="sm" />
      <span className="min-w-0 flex-1 truncate">{card.name ?? t('unknown')}</span>
      {reach !== null && <span className="max-w-1/2 truncate text-muted tabular-nums">{reach}</span>}
    </Command.Item>
  )
}

export function CommandLine({ command, onSelect }: { command: Omit<PaletteCommand, 'run'>; onSelect: () => void }) {
  const { id, label, icon, also, checked = false, shortcut } = command
  return (
    <Command.Item value={id} onSelect={onSelect} className={look}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {also !== undefined && <span className="text-xs text-muted">{also}</span>}
      {checked && <Check aria-hidden />}
      {shortcut !== undefined && <ShortcutKeys id={shortcut} />}
    </Command.Item>
  )
}
