// A link as facts: whose account, when it last answered, what waits.
import { useTranslations } from 'next-intl'
import { DefinitionList } from '@/components/ui/definition-list'
import { RelativeTime } from '@/components/ui/relative-time'
import type { ConnectionView } from '@/lib/server/crm-settings'
import { missingScopes } from './link-state'

type ConnectionFactsProps = { label: string; connection: ConnectionView; timeZone: string }

export function ConnectionFacts({ label, connection, timeZone }: ConnectionFactsProps) {
  const t = useTranslations('settings.crm.facts')
  const { accountLabel, lastOkAt, waiting, scopes } = connection
  const missing = missingScopes(scopes).length > 0
  return (
    <DefinitionList
      items={[
        { term: t('account'), value: accountLabel ?? <span className="text-muted">{t('noAccount', { label })}</span> },
        {
          term: t('lastOk'),
          value:
            lastOkAt === null ? (
              <span className="text-muted">{t('never')}</span>
            ) : (
              <RelativeTime value={lastOkAt} timeZone={timeZone} />
            ),
        },
        { term: t('waiting'), value: t('waitingCount', { count: waiting }) },
        ...(missing
          ? []
          : [
              {
                term: t('scopes'),
                value:
                  scopes.length === 0 ? (
                    <span className="text-muted">{t('noScopes')}</span>
                  ) : (
                    t('allScopes', { count: scopes.filter(({ granted }) => granted).length })
                  ),
              },
            ]),
      ]}
    />
  )
}
