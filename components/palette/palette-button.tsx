'use client'
// Opens the palette, with ⌘K from anywhere or a press of the thumb, and the list of shortcuts. Their scripts come with the
// first need of them; what is typed meanwhile is not lost.
import { Command as CommandIcon } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { type ComponentType, useEffect, useRef, useState } from 'react'
import { ariaKeys, type ShortcutId } from '@/components/keys/shortcuts'
import { useShortcutListener, useShortcuts } from '@/components/keys/use-shortcuts'
import type { Preferences } from '@/components/shell/preferences'
import { IconButton } from '@/components/ui/icon-button'
import { toast } from '@/components/ui/toast'
import type { May } from './commands'
import { PaletteWaiting } from './palette-waiting'

export type PaletteProps = {
  preferences: Preferences
  may: May
  /** Typed before the script was there. */
  initialText: string
  onClose: () => void
  /** Closes on the way to somewhere else. */
  onLeave: () => void
  onShortcuts: () => void
}

type Windows = { palette: ComponentType<PaletteProps>; shortcuts: ComponentType<{ onClose: () => void }> }

/** Both windows at once: they share the dialog. A failed attempt is forgotten, so that the next press tries again. */
const load = async (): Promise<Windows> => {
  const [palette, shortcuts] = await Promise.all([import('./palette'), import('@/components/keys/shortcuts-dialog')])
  return { palette: palette.default, shortcuts: shortcuts.default }
}

type PaletteButtonProps = {
  preferences: Preferences
  may: May
  /** Where `g` and a letter lead. From the server: the places' icons stay out of the page's script. */
  places: { shortcut: ShortcutId; href: string }[]
}

export function PaletteButton({ preferences, may, places }: PaletteButtonProps) {
  const t = useTranslations('nav.palette')
  const router = useRouter()
  const [windows, setWindows] = useState<Windows | null>(null)
  const [open, setOpen] = useState<keyof Windows | null>(null)
  const [early, setEarly] = useState('')
  /** Where the hand was, and goes back to. */
  const opener = useRef<Element | null>(null)
  const leave = () => {
    setOpen(null)
    setEarly('')
  }
  const close = () => {
    leave()
    const before = opener.current
    setTimeout(() => {
      // Not when it closed for another window.
      if (before instanceof HTMLElement && document.querySelector('[role="dialog"]') === null) before.focus()
    }, 0)
  }
  const show = (name: keyof Windows) => {
    if (open === null) opener.current = document.activeElement
    setOpen(name)
    if (windows !== null) return
    load().then(setWindows, () => {
      close()
      toast({ tone: 'danger', title: t('unreachable'), description: t('unreachableHint') })
    })
  }
  useShortcutListener()
  useShortcuts({
    palette: () => (open === 'palette' ? close() : show('palette')),
    help: () => show('shortcuts'),
    ...Object.fromEntries(places.map(({ shortcut, href }) => [shortcut, () => router.push(href)])),
  })
  useEffect(() => {
    // The first half of ⌘K is warning enough.
    const onKey = ({ key }: KeyboardEvent) => {
      if (key === 'Meta' || key === 'Control') void load().catch(() => undefined)
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
    }
  }, [])
  const near = () => void load().catch(() => undefined)
  return (
    <>
      <IconButton
        label={t('open')}
        icon={<CommandIcon aria-hidden className="size-4" />}
        aria-haspopup="dialog"
        aria-keyshortcuts={ariaKeys('palette')}
        onPointerEnter={near}
        onFocus={near}
        onClick={() => show('palette')}
      />
      {open === 'palette' && windows === null && <PaletteWaiting text={early} onType={setEarly} onClose={close} />}
      {open === 'palette' && windows !== null && (
        <windows.palette
          preferences={preferences}
          may={may}
          initialText={early}
          onClose={close}
          onLeave={leave}
          onShortcuts={() => setOpen('shortcuts')}
        />
      )}
      {open === 'shortcuts' && windows !== null && <windows.shortcuts onClose={close} />}
    </>
  )
}
