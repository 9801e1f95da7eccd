// The shop's channels: kind, address to paste at the sender's, last message, and what can be done.
import { useTranslations } from 'next-intl'
import { ChannelIcon } from '@/components/customers/channel-icon'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { RelativeTime } from '@/components/ui/relative-time'
import { Status } from '@/components/ui/status'
import type { Channel, ChannelKind } from '@/lib/server/channels'
import { ChannelMenu } from './channel-menu'
import { RetireSecret } from './retire-secret'
import { TestMessage } from './test-message'

type ChannelListProps = { channels: Channel[]; kinds: ChannelKind[]; mayWrite: boolean; timeZone: string }

export function ChannelList({ channels, kinds, mayWrite, timeZone }: ChannelListProps) {
  const t = useTranslations('settings.channels')
  return (
    <ul className="flex flex-col gap-4">
      {channels.map(({ id, type, name, url, rotating, lastReceivedAt }) => {
        const kind = kinds.find((one) => one.id === type)
        return (
          <li key={id}>
            <Card
              title={
                <span className="flex items-center gap-2">
                  <ChannelIcon channel={kind?.channel ?? null} />
                  {name}
                </span>
              }
              description={kind?.label ?? type}
              actions={
                <>
                  {lastReceivedAt === null ? (
                    <Status tone="neutral">{t('neverReceived')}</Status>
                  ) : (
                    <Status tone="ok">
                      {t('received')} <RelativeTime value={lastReceivedAt} timeZone={timeZone} />
                    </Status>
                  )}
                  {mayWrite && (
                    <ChannelMenu id={id} name={name} secret={kind?.secret ?? 'given'} secretHint={kind?.secretHint ?? ''} />
                  )}
                </>
              }
            >
              <p className="mb-1 text-xs font-medium text-muted">{t('address')}</p>
              <div className="flex flex-wrap items-center gap-2">
                <code className="min-w-0 flex-1 basis-60 rounded bg-sunken px-3 py-2 font-mono text-xs break-all">{url}</code>
                <CopyButton value={url} label={t('copyAddress')} />
              </div>
              {rotating && <RetireSecret id={id} mayWrite={mayWrite} />}
              {mayWrite && (
                <div className="mt-3">
                  <TestMessage id={id} name={name} />
                </div>
              )}
            </Card>
          </li>
        )
      })}
    </ul>
  )
}
