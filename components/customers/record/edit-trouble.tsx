'use client'
// What came back instead of "saved": a refusal with its reason, or the other person's value to choose from.
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import type { EditableField, FieldValues } from '@/lib/customers/edit-customer'
import { listPath } from '../list-url'
import type { FieldEdit } from './use-field-edit'

type EditTroubleProps = { edit: FieldEdit; show: (field: EditableField, value: string) => string }

export function EditTrouble({ edit: { conflict, failure, pending, keepMine, takeTheirs }, show }: EditTroubleProps) {
  const t = useTranslations('customers.record')
  const words = (values: FieldValues): string =>
    Object.entries(values)
      .flatMap(([field, value]) => (value === null || value === '' ? [] : [show(asField(field), value)]))
      .join(' ') || t('conflict.empty')
  if (conflict !== null)
    return (
      <Notice
        tone="warn"
        title={conflict.by === null ? t('conflict.titleUnknown') : t('conflict.title', { by: conflict.by })}
        className="mt-2"
      >
        <dl className="my-2 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3">
          <dt className="text-muted">{t('conflict.mine')}</dt>
          <dd className="break-words">{words(conflict.mine)}</dd>
          <dt className="text-muted">{t('conflict.theirs')}</dt>
          <dd className="break-words">{words(conflict.theirs)}</dd>
        </dl>
        <div className="flex flex-wrap gap-2">
          <Button onClick={keepMine} loading={pending}>
            {t('conflict.keepMine')}
          </Button>
          <Button onClick={takeTheirs} disabled={pending}>
            {t('conflict.takeTheirs')}
          </Button>
        </div>
      </Notice>
    )
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
