// Accueil's data: the way to a working shop while it is not one, then what waits, who is new, and thirty days in figures.
import 'server-only'
import { readOverview } from '@/lib/db/overview-repo'
import type { Money } from '@/lib/shared/money'
import type { DashboardContext } from './context'

const days = 30

export type SetupStepId = 'channels' | 'test' | 'customers'

export interface Overview {
  /** Without a customer there is nothing else to show than the steps. */
  hasCustomers: boolean
  /** Null once the shop is set up. */
  steps: { id: SetupStepId; href: string; done: boolean }[] | null
  customers: { total: number; byDay: number[] }
  messages: { total: number; byDay: number[] }
  revenue: { total: Money; byDay: number[] }
  waiting: {
    id: string
    firstName: string | null
    lastName: string | null
    reach: string | null
    channel: string | null
    text: string
    at: Date
  }[]
  newCustomers: { id: string; firstName: string | null; lastName: string | null; reach: string | null; createdAt: Date }[]
}

export async function getOverview({ shop }: DashboardContext): Promise<Overview> {
  const { figures, waiting, newCustomers } = await readOverview(shop, days)
  const line = (name: 'customers' | 'messages' | 'revenue') => {
    const byDay = figures.days.map((day) => day[name])
    return { total: byDay.reduce((sum, value) => sum + value, 0), byDay }
  }
  const revenue = line('revenue')
  const steps: Overview['steps'] = [
    { id: 'channels', href: '/dashboard/settings/channels', done: figures.hasChannels },
    { id: 'test', href: '/dashboard/settings/channels', done: figures.hasReceived },
    { id: 'customers', href: '/dashboard/customers/new', done: figures.hasCustomers },
  ]
  return {
    hasCustomers: figures.hasCustomers,
    steps: figures.hasChannels && figures.hasCustomers ? null : steps,
    customers: line('customers'),
    messages: line('messages'),
    revenue: { total: { amount: revenue.total, currency: shop.currency }, byDay: revenue.byDay },
    waiting: waiting.map(({ phone, email, ...message }) => ({ ...message, reach: phone ?? email })),
    newCustomers: newCustomers.map(({ phone, email, ...customer }) => ({ ...customer, reach: phone ?? email })),
  }
}
