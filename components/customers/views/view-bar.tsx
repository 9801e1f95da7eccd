// The views as tabs, and what can be done with the one that is open.
import { useTranslations } from 'next-intl'
import { LinkTabs } from '@/components/ui/link-tabs'
import type { ListState } from '../list-url'
import { ShowCurrentTab } from './show-current-tab'
import { ViewMenu } from './view-menu'
import { useViewName } from './use-view-name'
import type { ViewTab } from './view-tab'

type ViewBarProps = { tabs: ViewTab[]; state: ListState; mayWrite: boolean; mayShare: boolean; suggestion: string }

export function ViewBar({ tabs, state, mayWrite, mayShare, suggestion }: ViewBarProps) {
  const t = useTranslations('views')
  const nameOf = useViewName()
  const current = tabs.find(({ isCurrent }) => isCurrent)
  return (
    <div className="mb-3 flex">
      {/* The tabs reach to the edges of a phone's screen; at the right they end where the menu begins. */}
      <div className="min-w-0 flex-1 max-md:-ml-4 max-md:overflow-hidden max-md:pl-4">
        <LinkTabs
          label={t('tabs')}
          tabs={tabs.map((tab) => ({
            href: tab.href,
            current: tab.isCurrent,
            label: (
              <>
                <span className="max-w-48 truncate">{nameOf(tab)}</span>
                {tab.isChanged && tab.name !== null && <span className="text-xs font-normal text-muted">{t('changed')}</span>}
              </>
            ),
          }))}
        />
      </div>
      {mayWrite && current !== undefined && (
        <div className="flex items-center border-b border-line">
          <ViewMenu key={current.id} view={current} tabs={tabs} state={state} mayShare={mayShare} suggestion={suggestion} />
        </div>
      )}
      <ShowCurrentTab id={current?.id ?? null} label={t('tabs')} />
    </div>
  )
}
