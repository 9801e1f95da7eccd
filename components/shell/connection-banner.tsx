// A line above every page while a linked system waits for a person; nothing otherwise, nor where the matter is listed anyway.
import { TriangleAlert } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import Link from 'next/link'
import { requireContext } from '@/lib/server/context'
import { shopFrame } from '@/lib/server/shop-frame'
import { log } from '@/lib/shared/log'
import { ElsewhereThan } from './elsewhere-than'

const settings = '/dashboard/settings/crm'

export async function ConnectionBanner() {
  const context = await requireContext()
  if (!context.can('settings:read')) return null
  // The frame stands when this line cannot be had: the page itself says what is wrong.
  const frame = await shopFrame(context).catch((error: unknown) => {
    log().error({ err: error }, 'connection banner failed')
    return null
  })
  const troubled = frame?.troubled ?? []
  const [first] = troubled
  if (first === undefined) return null
  const t = await getTranslations('nav.banner')
  const mustLink = first.status === 'reconnect_needed'
  return (
    <ElsewhereThan paths={[settings, '/dashboard']}>
      <div
        role="status"
        className="-mx-4 -mt-4 mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-warn-soft px-4 py-2 md:-mx-6 md:-mt-6 md:mb-6 md:px-6"
      >
        <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
        <p className="min-w-0 flex-1 basis-60">
          {troubled.length === 1
            ? t(mustLink ? 'reconnect' : 'error', { label: first.label })
            : t('several', { count: troubled.length })}
        </p>
        <Link href={settings} className="inline-flex h-touch items-center font-medium underline">
          {t(mustLink && troubled.length === 1 ? 'reconnectAction' : 'see')}
        </Link>
      </div>
    </ElsewhereThan>
  )
}
