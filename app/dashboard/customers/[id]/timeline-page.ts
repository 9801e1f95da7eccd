// A page of the Fil in the reader's words, for the first rendering and for "Plus ancien" alike.
import { getLocale, getTranslations } from 'next-intl/server'
import type { TimelinePage } from '@/components/customers/record/timeline'
import { mergeIdOf, toTimelineLine } from '@/components/customers/timeline-line'
import type { CustomerActivity, CustomerNote, Page } from '@/lib/customers/customer'
import { requireContext } from '@/lib/server/context'
import { getStandingMerges } from '@/lib/server/duplicates'

export async function timelinePage(
  activities: Page<CustomerActivity>,
  notes: CustomerNote[],
  timeZone: string,
): Promise<TimelinePage> {
  const mergeIds = activities.data.map(mergeIdOf).filter((id) => id !== null)
  const [locale, timeline, customers, standing] = await Promise.all([
    getLocale(),
    getTranslations('timeline'),
    getTranslations('customers'),
    requireContext().then((context) => getStandingMerges(context, mergeIds)),
  ])
  const texts = new Map(notes.map(({ id, content }) => [id, content]))
  const words = { timeline, customers, locale, timeZone }
  return {
    lines: activities.data.map((activity) => toTimelineLine(activity, texts, words, standing)),
    nextCursor: activities.nextCursor,
  }
}
