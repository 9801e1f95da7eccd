// A system one could link: what it brings, what to know before, and how.
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { Status } from '@/components/ui/status'
import type { CrmCard } from '@/lib/server/crm-settings'
import { CapabilityList } from './capability-list'
import { Caveats } from './caveats'
import { ConnectWays } from './connect-ways'
import { OperatorHint } from './operator-hint'

type AvailableSystemProps = { card: CrmCard; role: 'primary' | 'source'; variables: string[]; mayWrite: boolean }

export function AvailableSystem({ card, role, variables, mayWrite }: AvailableSystemProps) {
  const t = useTranslations('settings.crm')
  const { id, label, summary, ways, fields, oauthReady } = card
  const needsOperator = ways.includes('oauth2') && !oauthReady
  return (
    <Card
      level={3}
      title={label}
      description={summary ?? undefined}
      actions={card.isForDevelopment ? <Status tone="info">{t('development')}</Status> : undefined}
    >
      <div className="flex flex-col gap-4">
        <div>
          <h4 className="mb-1 text-xs font-medium text-muted">{t('brings')}</h4>
          <CapabilityList can={card.can} cannot={card.cannot} />
        </div>
        <Caveats caveats={card.caveats} />
        {mayWrite && needsOperator && <OperatorHint variables={variables} hasTokenWay={ways.includes('token')} />}
        {mayWrite && ways.length > 0 && (
          <div className="flex flex-wrap gap-2 empty:hidden">
            <ConnectWays vendor={id} label={label} ways={ways} fields={fields} oauthReady={oauthReady} role={role} />
          </div>
        )}
      </div>
    </Card>
  )
}
