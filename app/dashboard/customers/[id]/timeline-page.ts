// A page of the Fil in the reader's words, for the first rendering and for what comes further down alike.
import { getLocale, getTranslations } from 'next-intl/server'
import type { TimelinePage } from '@/components/customers/record/timeline'
import { mergeIdOf, toTimelineLine } from '@/components/customers/timeline-line'
import { type TimelineState, wordsOf } from '@/components/customers/timeline-state'
import { activityTypes } from '@/lib/customers/activity-types'
import { foldName } from '@/lib/customers/fold-name'
import type { DashboardContext } from '@/lib/server/context'
import { getStandingMerges } from '@/lib/server/duplicates'
import { systemLabel } from '@/lib/server/system-label'

/** Throws `invalid` for a bad cursor. */
export async function timelinePage(
  context: DashboardContext,
  customerId: string,
  { kinds, find }: TimelineState,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<TimelinePage> {
  const { shop, useCase } = context
  const [locale, timeline, customers] = await Promise.all([
    getLocale(),
    getTranslations('timeline'),
    getTranslations('customers'),
  ])
  const names = activityTypes.map((type) => ({ type, name: foldName(timeline(`type.${type}`)).join(' ') }))
  const words = wordsOf(find).map((text) => {
    const folded = foldName(text).join(' ')
    return { text, types: folded === '' ? [] : names.filter(({ name }) => name.includes(folded)).map(({ type }) => type) }
  })
  const { data, nextCursor } = await useCase.store.timeline(customerId, { cursor, limit, kinds, words })
  const standing = await getStandingMerges(
    context,
    data.map(({ activity }) => mergeIdOf(activity)).filter((id) => id !== null),
  )
  const say = { timeline, customers, locale, timeZone: shop.timezone, country: shop.region, systemLabel }
  return { lines: data.map((entry) => toTimelineLine(entry, say, standing)), nextCursor }
}
