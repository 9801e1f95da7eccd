'use client'
// One of our fields, the field of theirs that it stands in, and what that means each way.
import clsx from 'clsx'
import { ArrowDownLeft, ArrowUpRight, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { IconButton } from '@/components/ui/icon-button'
import { Select } from '@/components/ui/select'
import type { ExternalField } from '@/lib/customers/field-catalogue'
import { blocks, checkRow, choicesFor, type OurField } from './row-check'

type MappingRowProps = {
  own: OurField & { label: string }
  /** Their system's name. */
  label: string
  mapping: Readonly<Record<string, string>>
  catalogue: readonly ExternalField[]
  reserved: Readonly<Record<string, string | null>>
  disabled: boolean
  onChange: (theirs: string | null) => void
  /** Given for a field of the shop's own. */
  onRemove?: (() => void) | undefined
}

export function MappingRow({ own, label, mapping, catalogue, reserved, disabled, onChange, onRemove }: MappingRowProps) {
  const t = useTranslations('settings.crm.mapping')
  const chosen = mapping[own.name]
  const check = checkRow(own, mapping, catalogue, reserved)
  const { write, read, lacking } = check
  const bad = blocks(check)
  const options = choicesFor(own, chosen, catalogue, reserved).map((field) => ({
    value: field.name,
    label: t(field.writable ? 'option' : 'optionReadOnly', { label: field.label, type: t(`types.${field.type}`) }),
  }))
  const gone = chosen !== undefined && !options.some(({ value }) => value === chosen)
  return (
    <li className="grid gap-x-4 gap-y-1 px-4 py-2 md:grid-cols-[minmax(120px,1fr)_minmax(0,2fr)_minmax(0,2fr)] md:items-center">
      <span className="flex min-w-0 items-center justify-between gap-2">
        <span className="min-w-0 font-medium break-words">{own.label}</span>
        {onRemove !== undefined && (
          <IconButton
            label={t('own.remove', { name: own.label })}
            icon={<X aria-hidden className="size-4" />}
            disabled={disabled}
            onClick={onRemove}
          />
        )}
      </span>
      <Select
        aria-label={t('choose', { field: own.label, label })}
        aria-invalid={bad || undefined}
        value={chosen ?? ''}
        disabled={disabled}
        placeholder={t('usual')}
        options={[...(gone ? [{ value: chosen, label: t('gone', { name: chosen }) }] : []), ...options]}
        onChange={(event) => {
          onChange(event.target.value === '' ? null : event.target.value)
        }}
      />
      {write !== 'usual' && (
        <span className="flex flex-col text-xs">
          <Line bad={bad} warn={lacking.length > 0} icon={<ArrowUpRight aria-hidden className="mt-px size-3 shrink-0" />}>
            {write === 'some_choices' ? t('write.some_choices', { values: lacking.join(', ') }) : t(`write.${write}`)}
          </Line>
          {read === 'ok' && <Line icon={<ArrowDownLeft aria-hidden className="mt-px size-3 shrink-0" />}>{t('read.ok')}</Line>}
        </span>
      )}
    </li>
  )
}

type LineProps = { bad?: boolean; warn?: boolean; icon: React.ReactNode; children: React.ReactNode }

const Line = ({ bad = false, warn = false, icon, children }: LineProps) => (
  <span className={clsx('flex items-start gap-1', bad ? 'font-medium text-danger' : warn ? 'text-warn' : 'text-muted')}>
    {icon}
    {children}
  </span>
)
