// Accueil's data: the way to a working shop while it is not one, what waits for this person, and thirty days in figures.
import 'server-only'
import { dayIn, parsePeriod } from '@/lib/customers/period'
import { type OverviewDesk, readOverviewDesk, readReplyTimes } from '@/lib/db/overview-repo'
import { readShopFigures } from '@/lib/db/shop-stats-repo'
import type { DashboardContext } from './context'
import { type ShopFrame, shopFrame } from './shop-frame'
import { shapeStats, type ShopStats } from './shop-stats'

const shown = { waiting: 6, newCustomers: 5, imports: 5 }

export type SetupStepId = 'channels' | 'test' | 'customers' | 'system'

type Reached<T> = Omit<T, 'phone' | 'email'> & { reach: string | null }

export interface Overview {
  /** Without a customer there is nothing else to show than the steps. */
  hasCustomers: boolean
  /** Null once the shop is set up. */
  steps: { id: SetupStepId; href: string; done: boolean }[] | null
  todo: {
    messages: Reached<OverviewDesk['waiting'][number]>[]
    /** How many there are, counted up to a hundred. */
    messageCount: number
    duplicates: number
    troubled: ShopFrame['troubled']
    /** Finished since this person last looked; `failed` are rows that came to nothing. */
    imports: { id: string; fileName: string; finishedAt: Date; created: number; changed: number; failed: number }[]
  }
  newCustomers: Reached<OverviewDesk['newCustomers'][number]>[]
  /** Of the last thirty days alone: nothing is compared here. */
  stats: ShopStats
  /** Seconds until the first answer: the median, and that of each day that has one. */
  reply: { median: number | null; days: number[] }
}

const reached = <T extends { phone: string | null; email: string | null }>({ phone, email, ...rest }: T): Reached<T> => ({
  ...rest,
  reach: phone ?? email,
})

export async function getOverview(context: DashboardContext): Promise<Overview> {
  const { shop, signedIn, useCase } = context
  const period = parsePeriod({}, dayIn(shop.timezone, useCase.clock()))
  const { from, to } = period
  const [desk, figures, reply, frame] = await Promise.all([
    readOverviewDesk(shop, signedIn.user.id, shown),
    readShopFigures(shop, from, to),
    readReplyTimes(shop, from, to),
    shopFrame(context),
  ])
  const steps: Overview['steps'] = [
    { id: 'channels', href: '/dashboard/settings/channels', done: desk.hasChannels },
    { id: 'test', href: '/dashboard/settings/channels', done: desk.hasReceived },
    { id: 'customers', href: '/dashboard/customers/new', done: desk.hasCustomers },
    { id: 'system', href: '/dashboard/settings/crm', done: desk.hasSystem },
  ]
  return {
    hasCustomers: desk.hasCustomers,
    steps: desk.hasChannels && desk.hasCustomers ? null : steps,
    todo: {
      messages: desk.waiting.map(reached),
      messageCount: frame.waiting,
      duplicates: frame.duplicates,
      troubled: context.can('settings:read') ? frame.troubled : [],
      imports: context.can('customers:import')
        ? desk.imports.map(({ counts: { created, changed, conflict, refused }, ...one }) => ({
            ...one,
            created,
            changed,
            failed: conflict + refused,
          }))
        : [],
    },
    newCustomers: desk.newCustomers.map(reached),
    stats: shapeStats(period, figures, shop.currency),
    reply,
  }
}
