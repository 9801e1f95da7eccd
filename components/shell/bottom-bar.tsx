// The way around on a phone, under the thumb.
import { useTranslations } from 'next-intl'
import { navItems, type NavCounts } from './nav-items'
import { NavLink } from './nav-link'
import { PlaceCount } from './place-count'

export function BottomBar({ counts }: { counts: Promise<NavCounts> }) {
  const t = useTranslations('nav')
  return (
    <nav
      aria-label={t('main')}
      className="fixed inset-x-0 bottom-0 z-bar border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="flex">
        {navItems.map(({ id, href, icon: Icon, exact }) => (
          <li key={id} className="flex-1">
            <NavLink
              href={href}
              exact={exact}
              className="relative flex h-bar flex-col items-center justify-center gap-1 text-xs text-muted -outline-offset-2 aria-[current=page]:font-medium aria-[current=page]:text-ink"
            >
              <Icon aria-hidden className="size-5" />
              {t(`places.${id}`)}
              <PlaceCount counts={counts} id={id} className="absolute top-1 left-1/2 ml-2" />
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
