'use client'
// The mapping in force, to be looked at while the live schema cannot be read.
import { useTranslations } from 'next-intl'
import { segmentLabel } from '@/components/customers/customer-words'
import { Card } from '@/components/ui/card'
import { DefinitionList } from '@/components/ui/definition-list'
import type { StageTable } from '@/lib/server/field-mapping-stages'

export const SavedRow = ({ name, theirs }: { name: string; theirs: string }) => (
  <li className="grid min-h-row grid-cols-[minmax(120px,1fr)_minmax(0,2fr)] items-center gap-x-4 px-4 py-2 md:grid-cols-[minmax(120px,1fr)_minmax(0,2fr)_minmax(0,2fr)]">
    <span className="font-medium">{name}</span>
    <span className="min-w-0 break-words text-muted">{theirs}</span>
  </li>
)

export function SavedStages({ stages: { toStage } }: { stages: StageTable }) {
  const t = useTranslations('settings.crm.mapping')
  const customers = useTranslations('customers')
  const lines = Object.entries(toStage)
  if (lines.length === 0) return null
  return (
    <Card title={t('stagesTitle')}>
      <DefinitionList items={lines.map(([segment, stage]) => ({ term: segmentLabel(customers, segment), value: stage }))} />
    </Card>
  )
}
