// The settings with their own list of pages: beside on a desk, above on a phone.
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { settingsItems } from '@/components/shell/nav-items'
import { NavLink } from '@/components/shell/nav-link'

export default function SettingsLayout({ children }: { children: ReactNode }) {
  const t = useTranslations('nav')
  return (
    <div className="mx-auto flex max-w-page flex-col gap-4 lg:flex-row lg:gap-8">
      <nav aria-label={t('settingsNav')} className="-mx-4 shrink-0 overflow-x-auto px-4 lg:mx-0 lg:w-40 lg:px-0">
        <ul className="flex gap-1 lg:flex-col">
          {settingsItems.map(({ id, href }) => (
            <li key={id}>
              <NavLink
                href={href}
                className="flex h-touch items-center rounded px-3 whitespace-nowrap text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink"
              >
                {t(`settingsPlaces.${id}`)}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  )
}
