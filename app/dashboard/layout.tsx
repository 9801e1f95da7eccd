// The frame around every page of a signed-in person, with the shop they are in.
import { type ReactNode, Suspense } from 'react'
import { readPreferences } from '@/app/preferences/read-preferences'
import { ConnectionBanner } from '@/components/shell/connection-banner'
import { Shell } from '@/components/shell/shell'
import { ClientMessages } from '@/components/ui/client-messages'
import { TagColors } from '@/components/ui/tag-colors'
import { shopsOf } from '@/lib/auth/session'
import type { NavCounts } from '@/components/shell/nav-items'
import { type DashboardContext, requireContext } from '@/lib/server/context'
import { shopFrame } from '@/lib/server/shop-frame'
import { getTagColors } from '@/lib/server/tags'
import { log } from '@/lib/shared/log'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const context = await requireContext()
  const { shop, signedIn } = context
  const { id, name, email } = signedIn.user
  const [shops, preferences, tagColors] = await Promise.all([shopsOf(id), readPreferences(), getTagColors(context)])
  return (
    <ClientMessages namespaces={['nav']}>
      <Shell
        shop={{ id: shop.id, name: shop.name }}
        shops={shops.map((one) => ({ id: one.id, name: one.name }))}
        user={{ name, email }}
        preferences={preferences}
        counts={navCounts(context)}
        may={{
          create: context.can('customers:write'),
          import: context.can('customers:import'),
          settings: context.can('settings:read'),
        }}
      >
        <Suspense fallback={null}>
          <ConnectionBanner />
        </Suspense>
        <TagColors colors={tagColors}>{children}</TagColors>
      </Shell>
    </ClientMessages>
  )
}

/** What waits for this person in each place; the frame stands without it. */
async function navCounts(context: DashboardContext): Promise<NavCounts> {
  try {
    const { waiting, duplicates, troubled } = await shopFrame(context)
    return { home: waiting, customers: duplicates, ...(context.can('settings:read') ? { settings: troubled.length } : {}) }
  } catch (error) {
    log().error({ err: error }, 'what waits could not be counted')
    return {}
  }
}
