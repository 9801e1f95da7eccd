// The segments of the shop as lines to read.
import { getLocale, getTranslations } from 'next-intl/server'
import { segmentLabel } from '@/components/customers/customer-words'
import { ruleSentence } from '@/components/customers/segments/rule-sentence'
import { membersHref, segmentHref } from '@/components/customers/segments/segment-paths'
import type { SegmentRow } from '@/components/customers/segments/segment-rows'
import { isPresetLevel } from '@/lib/segments/preset-levels'
import { lastLevel, type Segment } from '@/lib/segments/segment'
import type { DashboardContext } from '@/lib/server/context'
import { listFrame } from '@/lib/server/customer-list'
import { getSegmentPage } from '@/lib/server/segments'

export async function readSegmentRows(context: DashboardContext) {
  const [{ segments, counts, gone, run }, frame, t, sentences, customers, locale] = await Promise.all([
    getSegmentPage(context),
    listFrame(context),
    getTranslations('segments'),
    getTranslations('sentences'),
    getTranslations('customers'),
    getLocale(),
  ])
  const names = new Map(frame.named.map(({ id, label }) => [id, label]))
  const words = { sentences, customers, locale, currency: context.shop.currency, names }
  const toRow = (segment: Segment): SegmentRow => {
    const counted = counts.find(({ id }) => id === segment.id)
    return {
      id: segment.id,
      name: segment.name ?? segmentLabel(customers, segment.key),
      color: segment.color,
      sentence: ruleSentence(t, words, segment.rule),
      count: customers('list.count', {
        count: counted?.count ?? 0,
        capped: counted?.capped === true ? 'yes' : 'no',
        about: 'no',
      }),
      href: segmentHref(segment.id),
      membersHref: membersHref(segment),
      isPreset: isPresetLevel(segment.key),
      isLast: segment.id === lastLevel,
    }
  }
  return {
    levels: segments.filter(({ kind }) => kind === 'level').map(toRow),
    groups: segments.filter(({ kind }) => kind === 'group').map(toRow),
    gone: gone.map((id) => ({ id, name: segmentLabel(customers, id) })),
    run,
  }
}
