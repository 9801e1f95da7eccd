// The keys that work at the till, in one line under the field; nothing where there is likely no keyboard.
import { useTranslations } from 'next-intl'
import { ShortcutKeys } from '@/components/keys/shortcut-keys'

export function TillKeys({ mayCreate }: { mayCreate: boolean }) {
  const t = useTranslations('till.keys')
  const look = 'inline-flex items-center gap-1'
  return (
    <ul aria-hidden className="mb-4 hidden flex-wrap gap-x-4 gap-y-1 text-xs text-muted md:flex pointer-coarse:hidden">
      <li className={look}>
        <ShortcutKeys id="up" />
        <ShortcutKeys id="down" />
        {t('choose')}
      </li>
      <li className={look}>
        <ShortcutKeys id="open" />
        {t('open')}
      </li>
      {mayCreate && (
        <li className={look}>
          <ShortcutKeys id="createTyped" />
          {t('create')}
        </li>
      )}
      <li className={look}>
        <ShortcutKeys id="clear" />
        {t('clear')}
      </li>
    </ul>
  )
}
