// The frame around every page of a signed-in person, with the shop they are in.
import { type ReactNode, Suspense } from 'react'
import { readPreferences } from '@/app/preferences/read-preferences'
import { ConnectionBanner } from '@/components/shell/connection-banner'
import { Shell } from '@/components/shell/shell'
import { ClientMessages } from '@/components/ui/client-messages'
import { TagColors } from '@/components/ui/tag-colors'
import type { NavCounts } from '@/components/shell/nav-items'
import { type DashboardContext, requireContext } from '@/lib/server/context'
import { getShellFrame } from '@/lib/server/shell-frame'
import { shopFrame } from '@/lib/server/shop-frame'
import { log } from '@/lib/shared/log'

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const context = await requireContext()
  const { shop, signedIn } = context
  const { name, email } = signedIn.user
  const [{ shops, tagColors }, preferences] = await Promise.all([getShellFrame(context), readPreferences()])
  return (
    <ClientMessages namespaces={['nav']}>
      <Shell
        shop={{ id: shop.id, name: shop.name }}
        shops={shops}
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
