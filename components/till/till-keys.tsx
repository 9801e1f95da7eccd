// The keys that work at the till, in one line under the field; nothing where there is likely no keyboard.
import { useTranslations } from 'next-intl'
import { ShortcutKeys } from '@/components/keys/shortcut-keys'
import type { ShortcutId } from '@/components/keys/shortcuts'

export function TillKeys({ mayCreate }: { mayCreate: boolean }) {
  const t = useTranslations('nav.keys.names')
  const ids = ['up', 'down', 'open', ...(mayCreate ? (['createTyped'] as const) : []), 'clear', 'help'] satisfies ShortcutId[]
  return (
    <ul aria-hidden className="mb-4 hidden flex-wrap gap-x-4 gap-y-1 text-xs text-muted md:flex pointer-coarse:hidden">
      {ids.map((id) => (
        <li key={id} className="inline-flex items-center gap-1">
          <ShortcutKeys id={id} />
          {t(id)}
        </li>
      ))}
    </ul>
  )
}
