// Réglages, canaux: the doors for messages, their addresses, and a test that ends at a customer.
import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ChannelList } from '@/components/channels/channel-list'
import { NewChannel } from '@/components/channels/new-channel'
import { NoChannels } from '@/components/channels/no-channels'
import { ForbiddenState } from '@/components/customers/forbidden-state'
import { ClientMessages } from '@/components/ui/client-messages'
import { PageHeader } from '@/components/ui/page-header'
import { channelKinds, channelsOf } from '@/lib/server/channels'
import { requireContext } from '@/lib/server/context'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings')
  return { title: t('channels.title') }
}

export default async function Page() {
  const [context, t] = await Promise.all([requireContext(), getTranslations('settings')])
  if (!context.can('settings:read')) return <ForbiddenState title={t('forbidden')}>{t('forbiddenHint')}</ForbiddenState>
  const [channels, kinds] = await Promise.all([channelsOf(context.shop), channelKinds()])
  const mayWrite = context.can('settings:write')
  return (
    <ClientMessages namespaces={['settings']}>
      <PageHeader
        title={t('channels.title')}
        description={t('channels.description')}
        actions={mayWrite && channels.length > 0 ? <NewChannel kinds={kinds} /> : undefined}
      />
      {!mayWrite && <p className="mb-4 text-muted">{t('readOnly')}</p>}
      {channels.length === 0 ? (
        <NoChannels action={mayWrite ? <NewChannel kinds={kinds} /> : null} />
      ) : (
        <ChannelList channels={channels} kinds={kinds} mayWrite={mayWrite} timeZone={context.shop.timezone} />
      )}
    </ClientMessages>
  )
}
