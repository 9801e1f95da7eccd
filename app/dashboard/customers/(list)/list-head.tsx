// Above the lines: the views, the filters in force, and the tools that change them.
import { ColumnsButton } from '@/components/customers/list/columns-button'
import { FilterBar } from '@/components/customers/list/filter-bar'
import { useSentences } from '@/components/customers/list/use-sentences'
import type { ListState } from '@/components/customers/list-url'
import { ViewBar } from '@/components/customers/views/view-bar'
import { ViewSave } from '@/components/customers/views/view-save'
import { viewTabs } from '@/components/customers/views/view-tab'
import type { DashboardContext } from '@/lib/server/context'
import type { ListSurroundings } from '@/lib/server/customer-list'

type ListHeadProps = { context: DashboardContext; state: ListState; frame: ListSurroundings }

export function ListHead({ context, state, frame: { views, chosen, named } }: ListHeadProps) {
  const { shop, signedIn } = context
  const sentences = useSentences(state, shop.currency, named)
  const [mayWrite, mayShare] = [context.can('customers:write'), context.can('views:share')]
  const tabs = viewTabs(views, state, { userId: signedIn.user.id, mayWrite, mayShare, chosen })
  const current = tabs.find(({ isCurrent }) => isCurrent)
  const suggestion = sentences.join(' · ').slice(0, 60)
  return (
    <>
      <ViewBar tabs={tabs} state={state} mayWrite={mayWrite} mayShare={mayShare} suggestion={suggestion} />
      <FilterBar
        state={state}
        currency={shop.currency}
        sentences={sentences}
        saving={
          mayWrite && current?.isChanged === true ? (
            <ViewSave key={current.id} view={current} state={state} mayShare={mayShare} suggestion={suggestion} />
          ) : null
        }
      >
        <ColumnsButton state={state} />
      </FilterBar>
    </>
  )
}
