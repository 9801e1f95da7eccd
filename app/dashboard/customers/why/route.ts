// Why a customer is in a segment and not in a higher one, condition by condition.
import { getLocale, getTranslations } from 'next-intl/server'
import { segmentLabel } from '@/components/customers/customer-words'
import type { WhyData } from '@/components/customers/segments/why-data'
import { whyLines } from '@/components/customers/segments/why-lines'
import { derivePreferences } from '@/lib/consent/update-preferences'
import { requireContext } from '@/lib/server/context'
import { listFrame } from '@/lib/server/customer-list'
import { getWhy } from '@/lib/server/segments'

const headers = { 'cache-control': 'private, no-store' }

export async function GET(request: Request) {
  const [context, locale, sentences, customers] = await Promise.all([
    requireContext(),
    getLocale(),
    getTranslations('sentences'),
    getTranslations('customers'),
  ])
  const { shop, useCase } = context
  const id = new URL(request.url).searchParams.get('id') ?? ''
  const customer = /^[\w-]{1,100}$/.test(id) ? await useCase.store.get(id) : null
  const [why, consents, frame] =
    customer === null
      ? [null, [], null]
      : await Promise.all([getWhy(context, id), useCase.store.consents(id), listFrame(context)])
  if (customer === null || why === null || frame === null) return Response.json(null, { status: 404, headers })
  const nameOf = ({ name, key }: { name: string | null; key: string }) => name ?? segmentLabel(customers, key)
  const of = {
    customer,
    preferences: derivePreferences(customer, consents),
    groups: why.groups.filter((group) => group.why.holds).map(({ segment }) => nameOf(segment)),
    words: {
      sentences,
      customers,
      locale,
      currency: shop.currency,
      names: new Map(frame.named.map(({ id: one, label }) => [one, label])),
    },
    region: shop.region,
    timeZone: shop.timezone,
  }
  const shown = ({ segment, why: rule }: (typeof why.levels)[number]) => ({
    id: segment.id,
    name: nameOf(segment),
    color: segment.color,
    why: whyLines(of, rule),
  })
  const data: WhyData = {
    segment: why.segment === null ? null : segmentLabel(customers, why.segment),
    fixed: why.fixed === null ? null : { by: why.fixed.by, at: why.fixed.at?.toISOString() ?? null },
    levels: why.levels.map(shown),
    groups: why.groups.map(shown),
  }
  return Response.json(data, { headers })
}
