// A segment for those who may look and not change.
import { useTranslations } from 'next-intl'
import { ruleSentence } from '@/components/customers/segments/rule-sentence'
import type { EditedSegment } from '@/components/customers/segments/segment-editor'
import { useSentenceWords } from '@/components/customers/segments/use-sentence-words'
import { Card } from '@/components/ui/card'
import { Tag } from '@/components/ui/tag'

type SegmentReadProps = { segment: EditedSegment; currency: string; named: { id: string; label: string }[] }

export function SegmentRead({ segment, currency, named }: SegmentReadProps) {
  const t = useTranslations('segments')
  const words = useSentenceWords(currency, named)
  return (
    <Card title={t('builder.who')}>
      <Tag label={segment.name} color={segment.color} />
      <p className="mt-2 break-words">{ruleSentence(t, words, segment.rule)}</p>
    </Card>
  )
}
