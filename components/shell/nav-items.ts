// The places of the frame, in order. A place is listed when its page exists.
import { ConciergeBell, House, Settings, Users, type LucideIcon } from 'lucide-react'
import type { ShortcutId } from '@/components/keys/shortcuts'

export const navItems = [
  { id: 'home', href: '/dashboard', icon: House, exact: true, shortcut: 'goHome' },
  { id: 'customers', href: '/dashboard/customers', icon: Users, exact: false, shortcut: 'goCustomers' },
  { id: 'till', href: '/dashboard/till', icon: ConciergeBell, exact: false, shortcut: 'goTill' },
  { id: 'settings', href: '/dashboard/settings', icon: Settings, exact: false, shortcut: 'goSettings' },
] as const satisfies { id: string; href: string; icon: LucideIcon; exact: boolean; shortcut: ShortcutId }[]

export type NavId = (typeof navItems)[number]['id']

/** What waits for a person in each place; a zero is not shown. */
export type NavCounts = Partial<Record<NavId, number>>

export const settingsItems = [
  { id: 'crm', href: '/dashboard/settings/crm' },
  { id: 'channels', href: '/dashboard/settings/channels' },
] as const
