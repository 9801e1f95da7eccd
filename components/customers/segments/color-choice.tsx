'use client'
// One of the quiet colours for a segment's label, or the one that its words give it.
import { useTranslations } from 'next-intl'
import { hues } from '@/components/ui/hues'
import { Select } from '@/components/ui/select'

type ColorChoiceProps = { id: string; value: string | null; onChoose: (color: string | null) => void }

export function ColorChoice({ id, value, onChoose }: ColorChoiceProps) {
  const t = useTranslations('segments')
  return (
    <Select
      id={id}
      value={value ?? ''}
      placeholder={t('colors.own')}
      options={hues.map((color) => ({ value: color, label: t(`colors.${color}`) }))}
      onChange={(event) => onChoose(event.target.value === '' ? null : event.target.value)}
    />
  )
}
