// The frame of the dashboard: rail or bottom bar, top bar with search, and the page.
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import type { ReactNode } from 'react'
import type { May } from '@/components/palette/commands'
import { PaletteButton } from '@/components/palette/palette-button'
import { AccountMenu, type AccountMenuProps } from './account-menu'
import { BottomBar } from './bottom-bar'
import { BrandMark } from './brand-mark'
import { ElsewhereThan } from './elsewhere-than'
import { type NavCounts, navItems } from './nav-items'
import { Rail } from './rail'
import { SearchField } from './search-field'
import { ShopSwitcher, type ShopSwitcherProps } from './shop-switcher'

type ShellProps = AccountMenuProps & ShopSwitcherProps & { counts: Promise<NavCounts>; may: May; children: ReactNode }

export function Shell({ shop, shops, user, preferences, counts, may, children }: ShellProps) {
  const t = useTranslations('nav')
  return (
    <div className="flex min-h-dvh">
      <a
        href="#content"
        className="fixed top-2 left-2 z-float flex h-touch -translate-y-20 items-center rounded border border-line bg-raised px-3 font-medium focus:translate-y-0"
      >
        {t('skip')}
      </a>
      <Rail
        counts={counts}
        head={
          <div className="flex h-bar items-center justify-center gap-3 border-b border-line px-4 lg:justify-start">
            <HomeLink label={t('toHome')} />
            <div className="hidden min-w-0 flex-1 lg:flex">
              <ShopSwitcher shop={shop} shops={shops} />
            </div>
          </div>
        }
      />
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="sticky top-0 z-bar flex h-bar items-center gap-2 border-b border-line bg-canvas px-4 md:px-6">
          <span className="md:hidden">
            <HomeLink label={t('toHome')} />
          </span>
          {/* The till's own field is the better one there. */}
          <ElsewhereThan paths={['/dashboard/till']}>
            <SearchField />
          </ElsewhereThan>
          <div className="ml-auto flex">
            <PaletteButton
              preferences={preferences}
              may={may}
              places={navItems.map(({ shortcut, href }) => ({ shortcut, href }))}
            />
            <AccountMenu user={user} preferences={preferences} />
          </div>
        </header>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 px-4 pt-4 pb-20 outline-none md:p-6">
          {children}
        </main>
      </div>
      <BottomBar counts={counts} />
    </div>
  )
}

function HomeLink({ label }: { label: string }) {
  return (
    <Link
      href="/dashboard"
      aria-label={label}
      className="-ml-2 flex size-touch shrink-0 items-center justify-center rounded md:ml-0 lg:size-6"
    >
      <BrandMark className="size-6" />
    </Link>
  )
}
