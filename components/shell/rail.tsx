// The way around on a tablet (icons) and a desk (icons and words).
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { navItems, type NavCounts } from './nav-items'
import { NavLink } from './nav-link'
import { PlaceCount } from './place-count'

export function Rail({ counts, head }: { counts: Promise<NavCounts>; head: ReactNode }) {
  const t = useTranslations('nav')
  return (
    <nav
      aria-label={t('main')}
      className="sticky top-0 hidden h-dvh w-bar shrink-0 flex-col border-r border-line md:flex lg:w-rail"
    >
      {head}
      <ul className="flex flex-1 flex-col gap-1 overflow-y-auto p-2">
        {navItems.map(({ id, href, icon: Icon, exact }) => (
          <li key={id}>
            <NavLink
              href={href}
              exact={exact}
              title={t(`places.${id}`)}
              className="relative flex h-touch items-center justify-center gap-3 rounded px-2 text-muted transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink lg:justify-start"
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              <span className="sr-only lg:not-sr-only lg:flex-1">{t(`places.${id}`)}</span>
              <PlaceCount counts={counts} id={id} className="absolute top-1 right-1 lg:static" />
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
