// What can be done from the list's heading: look through doublons, bring in or take out a file, add a customer.
import { UserPlus, Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { duplicatesPath } from '@/components/customers/duplicates/duplicate-paths'
import { listPath, type ListState } from '@/components/customers/list-url'
import { ListFileMenu } from '@/components/import/list-file-menu'
import { ButtonLink } from '@/components/ui/button-link'
import type { DashboardContext } from '@/lib/server/context'

type ListActionsProps = {
  context: DashboardContext
  state: ListState
  duplicates: { count: number; capped: boolean }
  /** Lines shown; null for a shop that has no customer. */
  rows: number | null
}

export function ListActions({ context, state, duplicates, rows }: ListActionsProps) {
  const t = useTranslations('customers')
  const words = useTranslations('duplicates')
  return (
    <>
      {duplicates.count > 0 && (
        <ButtonLink variant="ghost" href={duplicatesPath} icon={<Users aria-hidden className="size-4" />}>
          {words('title')}
          <span className="text-muted tabular-nums">
            {words('count', { count: duplicates.count, capped: duplicates.capped ? 'yes' : 'no' })}
          </span>
        </ButtonLink>
      )}
      {rows !== null && (
        <>
          <ListFileMenu
            state={state}
            mayImport={context.can('customers:import')}
            mayExport={context.can('customers:export')}
            mayKeep={context.can('segments:write')}
          />
          {context.can('customers:write') && (
            <ButtonLink
              variant={rows > 0 ? 'primary' : 'secondary'}
              href={`${listPath}/new`}
              icon={<UserPlus aria-hidden className="size-4" />}
            >
              {t('new')}
            </ButtonLink>
          )}
        </>
      )}
    </>
  )
}
