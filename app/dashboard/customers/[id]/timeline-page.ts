// A page of the Fil in the reader's words, for the first rendering and for "Plus ancien" alike.
import { getLocale, getTranslations } from 'next-intl/server'
import type { TimelinePage } from '@/components/customers/record/timeline'
import { toTimelineLine } from '@/components/customers/timeline-line'
import type { CustomerActivity, CustomerNote, Page } from '@/lib/customers/customer'

export async function timelinePage(
  activities: Page<CustomerActivity>,
  notes: CustomerNote[],
  timeZone: string,
): Promise<TimelinePage> {
  const [locale, timeline, customers] = await Promise.all([
    getLocale(),
    getTranslations('timeline'),
    getTranslations('customers'),
  ])
  const texts = new Map(notes.map(({ id, content }) => [id, content]))
  const words = { timeline, customers, locale, timeZone }
  return { lines: activities.data.map((activity) => toTimelineLine(activity, texts, words)), nextCursor: activities.nextCursor }
}
