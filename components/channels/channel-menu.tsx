'use client'
// What is seldom done to a channel: a new secret, closing it. The dialogs are fetched on demand.
import { DoorClosed, Ellipsis, KeyRound } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { iconButtonClass } from '@/components/ui/button-class'
import { Menu } from '@/components/ui/menu'

const CloseDialog = lazy(() => import('./close-channel-dialog'))
const SecretDialog = lazy(() => import('./renew-secret-dialog'))

type ChannelMenuProps = { id: string; name: string; secret: 'given' | 'generated'; secretHint: string }

export function ChannelMenu({ id, name, secret, secretHint }: ChannelMenuProps) {
  const t = useTranslations('settings.channels')
  const [shown, setShown] = useState<'renew' | 'close' | null>(null)
  const hide = () => {
    setShown(null)
  }
  return (
    <>
      <Menu
        label={t('more', { name })}
        triggerClass={iconButtonClass('ghost')}
        trigger={<Ellipsis aria-hidden className="size-4" />}
        entries={[
          { label: t('renew.entry'), icon: <KeyRound aria-hidden />, onSelect: () => setShown('renew') },
          { kind: 'separator' },
          { label: t('close.entry'), icon: <DoorClosed aria-hidden />, danger: true, onSelect: () => setShown('close') },
        ]}
      />
      <Suspense fallback={null}>
        {shown === 'renew' && <SecretDialog id={id} name={name} secret={secret} secretHint={secretHint} onClose={hide} />}
        {shown === 'close' && <CloseDialog id={id} name={name} onClose={hide} />}
      </Suspense>
    </>
  )
}
