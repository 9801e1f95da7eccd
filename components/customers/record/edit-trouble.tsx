'use client'
// What came back instead of "saved": a refusal with its reason, or the other person's value to choose from.
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { EditableField, FieldValues } from '@/lib/customers/edit-customer'
import { listPath } from '../list-url'
import type { FieldEdit } from './use-field-edit'

type EditTroubleProps = { edit: FieldEdit; show: (field: EditableField, value: string) => string }

export function EditTrouble({ edit, show }: EditTroubleProps) {
  const t = useTranslations('customers.record')
  const { conflict, failure } = edit
  if (conflict !== null) {
    const fields = Object.keys(conflict.theirs).map(asField)
    const words = (values: FieldValues, field: EditableField): string => {
      const value = values[field] ?? ''
      return value === '' ? t('conflict.empty') : show(field, value)
    }
    const rows = fields.map((field) => ({
      field,
      mine: words(conflict.mine, field),
      theirs: words(conflict.theirs, field),
      by: conflict.by[field] ?? null,
    }))
    const [only] = rows
    if (only === undefined) return null
    return rows.length === 1 ? <OneConflict edit={edit} {...only} /> : <SeveralConflicts edit={edit} rows={rows} />
  }
  if (failure === null) return null
  // A field's own error stands at the field; here is what to do about it.
  if (failure.existingId !== null)
    return (
      <p className="mt-1 text-xs">
        <Link href={`${listPath}/${failure.existingId}`} className="font-medium underline">
          {t('duplicate')}
        </Link>
      </p>
    )
  if (failure.issues.length > 0) return null
  return <Notice tone="danger" title={failure.message} className="mt-2" />
}

type Row = { field: EditableField; mine: string; theirs: string; by: string | null }

function OneConflict({ edit: { settle, pending }, mine, theirs, by }: Row & { edit: FieldEdit }) {
  const t = useTranslations('customers.record.conflict')
  return (
    <Notice tone="warn" title={by === null ? t('titleUnknown') : t('title', { by })} className="mt-2">
      <dl className="my-2 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3">
        <dt className="text-muted">{t('mine')}</dt>
        <dd className="break-words">{mine}</dd>
        <dt className="text-muted">{t('theirs')}</dt>
        <dd className="break-words">{theirs}</dd>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => settle(() => 'mine')} loading={pending}>
          {t('keepMine')}
        </Button>
        <Button onClick={() => settle(() => 'theirs')} disabled={pending}>
          {t('takeTheirs')}
        </Button>
      </div>
    </Notice>
  )
}

function SeveralConflicts({ edit: { settle, pending }, rows }: { edit: FieldEdit; rows: Row[] }) {
  const t = useTranslations('customers.record')
  const group = useId()
  const [taken, setTaken] = useState<readonly string[]>([])
  return (
    <Notice tone="warn" title={t('conflict.titleSeveral')} className="mt-2">
      {rows.map(({ field, mine, theirs, by }) => (
        <fieldset key={field} className="my-2">
          <legend className="text-xs text-muted">{t(field)}</legend>
          {(['mine', 'theirs'] as const).map((side) => (
            <label key={side} className="flex min-h-touch cursor-pointer items-center gap-2 hover:bg-sunken">
              <input
                type="radio"
                name={group + field}
                checked={taken.includes(field) === (side === 'theirs')}
                onChange={() => setTaken([...taken.filter((name) => name !== field), ...(side === 'theirs' ? [field] : [])])}
                className="size-4 shrink-0 accent-ink"
              />
              <span className="min-w-0 break-words">
                <span className="text-muted">
                  {side === 'mine' ? t('conflict.mine') : by === null ? t('conflict.theirs') : t('conflict.theirsOf', { by })}
                </span>{' '}
                {side === 'mine' ? mine : theirs}
              </span>
            </label>
          ))}
        </fieldset>
      ))}
      <Button onClick={() => settle((field) => (taken.includes(field) ? 'theirs' : 'mine'))} loading={pending}>
        {t('conflict.settle')}
      </Button>
    </Notice>
  )
}

const fields = [
  'firstName',
  'lastName',
  'phone',
  'email',
  'preferredChannel',
  'language',
  'segment',
] as const satisfies readonly EditableField[]
const asField = (name: string): EditableField => fields.find((field) => field === name) ?? 'firstName'
