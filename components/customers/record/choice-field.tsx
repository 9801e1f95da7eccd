'use client'
// A choice that is saved as soon as it is made; shows at once, and goes back when it was refused.
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Select, type SelectOption } from '@/components/ui/select'
import type { EditableField } from '@/lib/customers/edit-customer'
import { EditTrouble } from './edit-trouble'
import { useFieldEdit } from './use-field-edit'

type ChoiceFieldProps = {
  customerId: string
  version: number
  name: EditableField
  label: string
  value: string | null
  options: SelectOption[]
  /** Words for "no choice"; without them there must be one. */
  none?: string | undefined
  mayEdit: boolean
}

export function ChoiceField({ customerId, version, name, label, value, options, none, mayEdit }: ChoiceFieldProps) {
  const t = useTranslations('customers.record')
  const [chosen, setChosen] = useState<string | null>(null)
  const [seen, setSeen] = useState(value)
  // The record's own value arrived: from now on it is shown, not the choice that led to it.
  if (seen !== value) {
    setSeen(value)
    setChosen(null)
  }
  const edit = useFieldEdit(customerId, t('unreachable'), (how) => {
    if (how === 'theirs') setChosen(null)
  })
  const all = value === null || options.some((option) => option.value === value) ? options : [...options, { value, label: value }]
  const words = (code: string) => all.find((option) => option.value === code)?.label ?? code
  if (!mayEdit) return <p>{value === null ? none : words(value)}</p>
  const shown = chosen ?? value ?? ''
  return (
    <div>
      <Select
        aria-label={label}
        options={all}
        placeholder={none}
        value={shown}
        aria-busy={edit.pending || undefined}
        onChange={(event) => {
          const mine = event.target.value
          setChosen(mine)
          edit.save({ [name]: value }, { [name]: mine === '' ? null : mine }, version)
        }}
      />
      <EditTrouble edit={edit} show={(_, code) => words(code)} />
    </div>
  )
}
