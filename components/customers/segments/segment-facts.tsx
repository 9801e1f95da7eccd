// Under a customer's segment: whether a hand chose it, why, and the groups.
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Tag } from '@/components/ui/tag'
import type { CustomerSegments } from '@/lib/server/segments'
import { segmentHref } from './segment-paths'
import { WhySegment } from './why-segment'

type SegmentFactsProps = { customerId: string; filed: CustomerSegments; mayEdit: boolean }

export function SegmentFacts({ customerId, filed: { groups, isFixed }, mayEdit }: SegmentFactsProps) {
  const t = useTranslations('segments.record')
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-3">
        <WhySegment customerId={customerId} mayEdit={mayEdit} />
        {isFixed && <span className="text-xs text-muted">{t('byHand')}</span>}
      </p>
      {groups.length > 0 && (
        <ul aria-label={t('groups')} className="flex flex-wrap gap-1">
          {groups.map(({ id, name, color }) => (
            <li key={id} className="min-w-0">
              <Link href={segmentHref(id)} className="inline-flex min-h-touch max-w-full items-center rounded">
                <Tag label={name} color={color} />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
