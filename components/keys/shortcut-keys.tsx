'use client'
// A shortcut's key caps, as on the keyboard at hand. For the eyes: `aria-keyshortcuts` on the control says the same.
import { useTranslations } from 'next-intl'
import { Kbd } from '@/components/ui/kbd'
import { capsOf, type ShortcutId } from './shortcuts'
import { useApple } from './use-shortcuts'

/** @param always also where there is likely no keyboard */
export function ShortcutKeys({ id, always = false }: { id: ShortcutId; always?: boolean }) {
  const t = useTranslations('common.keys')
  const caps = capsOf(id, useApple(), { escape: t('escape'), space: t('space') }).flat()
  return (
    <span aria-hidden className="inline-flex items-center gap-1">
      {caps.map((cap) => (
        <Kbd key={cap} always={always}>
          {cap}
        </Kbd>
      ))}
    </span>
  )
}
