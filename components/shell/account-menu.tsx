'use client'
// Who is signed in, how the screen looks, and the way out.
import { LogOut } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { startTransition } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { iconButtonClass } from '@/components/ui/button-class'
import { Menu } from '@/components/ui/menu'
import { useDisplayEntries } from './display-entries'
import { signOut } from '@/lib/auth/account-actions'
import type { Preferences } from './preferences'

export type AccountMenuProps = {
  user: { name: string; email: string }
  preferences: Preferences
}

export function AccountMenu({ user, preferences }: AccountMenuProps) {
  const t = useTranslations('nav.user')
  const display = useDisplayEntries(preferences)
  return (
    <Menu
      label={t('label', { name: user.name })}
      triggerClass={iconButtonClass()}
      trigger={<Avatar name={user.name} seed={user.email} />}
      entries={[
        { kind: 'heading', label: user.email },
        { kind: 'separator' },
        ...display,
        { kind: 'separator' },
        {
          label: t('signOut'),
          icon: <LogOut aria-hidden />,
          onSelect: () => {
            startTransition(signOut)
          },
        },
      ]}
    />
  )
}
