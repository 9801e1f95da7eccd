// A linked system: how it fares and what to do, whose account, what it may do; and what is seldom needed behind a line each.
import { useTranslations } from 'next-intl'
import { Card } from '@/components/ui/card'
import { ButtonLink } from '@/components/ui/button-link'
import { Status } from '@/components/ui/status'
import type { ConnectionView, CrmCard } from '@/lib/server/crm-settings'
import { BringIn } from './bring-in'
import { CapabilityList } from './capability-list'
import { Caveats } from './caveats'
import { CheckLink } from './check-link'
import { ConnectWays } from './connect-ways'
import { ConnectionFacts } from './connection-facts'
import { ConnectionMenu } from './connection-menu'
import { ConnectionStatus } from './connection-status'
import { ConnectionTrouble } from './connection-trouble'
import { Disclosure } from './disclosure'
import { GrantedScopes, MissingScopes } from './granted-scopes'
import { linkState, wantsRenewal } from './link-state'
import { OperatorHint } from './operator-hint'
import { RefusedChanges, type RefusalWords } from './refused-changes'
import { SourceProgress } from './source-progress'
import { WebhookAddress } from './webhook-address'

/** Texts whose keys data names. */
export type CrmWords = {
  reason: (key: string) => string | null
  scope: (name: string) => string | null
  /** What became of the mail to the owner. */
  mail: (state: string) => string | null
  refused: RefusalWords
}

type LinkedSystemProps = {
  card: CrmCard
  connection: ConnectionView
  words: CrmWords
  /** What the operator would have to set for the way through a consent page. */
  variables: string[]
  mayWrite: boolean
  timeZone: string
  /** The shop's country, ISO 3166. */
  region: string
  /** When the page was made, in milliseconds. */
  renderedAt: number
}

export function LinkedSystem(props: LinkedSystemProps) {
  const { card, connection, words, variables, mayWrite, timeZone, region, renderedAt } = props
  const t = useTranslations('settings.crm')
  const { label } = card
  const { id, role, reason, scopes, noticeState } = connection
  const state = linkState(connection)
  const ways = (
    <div className="flex flex-wrap gap-2">
      <ConnectWays
        vendor={card.id}
        label={label}
        ways={connection.ways}
        fields={card.fields}
        oauthReady={card.oauthReady}
        role={role}
        connection={id}
        urgent={state === 'reconnect_needed'}
      />
    </div>
  )
  const renewal = mayWrite && wantsRenewal(state) ? ways : null
  return (
    <Card
      level={3}
      title={label}
      description={
        <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
          {t(role === 'primary' ? 'current' : 'source')}
          <ConnectionStatus state={state} />
        </span>
      }
      actions={
        <>
          {card.isForDevelopment && <Status tone="info">{t('development')}</Status>}
          {mayWrite && (
            <ConnectionMenu
              connectionId={id}
              label={label}
              waiting={connection.waiting + connection.refused}
              isPrimary={role === 'primary'}
              canRevoke={connection.canRevoke}
            />
          )}
        </>
      }
    >
      <ConnectionTrouble
        state={state}
        statusAt={connection.statusAt}
        label={label}
        why={reason === null ? null : words.reason(reason)}
        mail={noticeState === null ? null : words.mail(noticeState)}
        timeZone={timeZone}
        action={renewal}
      />
      <MissingScopes label={label} scopes={scopes} use={words.scope} action={state === 'incomplete' ? renewal : null} />
      <RefusedChanges
        connection={connection}
        label={label}
        why={words.refused}
        // What goes again would only wait for the link.
        mayRetry={mayWrite && state !== 'reconnect_needed'}
        timeZone={timeZone}
        region={region}
      />
      <ConnectionFacts label={label} connection={connection} timeZone={timeZone} />
      <SourceProgress connection={connection} label={label} timeZone={timeZone} renderedAt={renderedAt} />
      {mayWrite && (
        <div className="mt-4 flex flex-wrap gap-2">
          <CheckLink connectionId={id} label={label} />
          {connection.canBringIn && <BringIn connectionId={id} label={label} />}
          {connection.canMap && <ButtonLink href={`/dashboard/settings/crm/${id}/mapping`}>{t('mapping.link')}</ButtonLink>}
        </div>
      )}
      {renewal !== null && connection.ways.includes('oauth2') && !card.oauthReady && (
        <div className="mt-4">
          <OperatorHint variables={variables} hasTokenWay={connection.ways.includes('token')} />
        </div>
      )}
      <div className="mt-2 flex flex-col">
        <GrantedScopes label={label} scopes={scopes} use={words.scope} />
        {mayWrite && connection.webhookUrl !== null && (
          <Disclosure summary={t('webhook.title')}>
            <WebhookAddress connectionId={id} label={label} />
          </Disclosure>
        )}
        <Disclosure summary={t('capabilitiesShow')}>
          <div className="flex flex-col gap-4">
            <CapabilityList can={card.can} cannot={card.cannot} />
            <Caveats caveats={card.caveats} />
          </div>
        </Disclosure>
      </div>
    </Card>
  )
}
