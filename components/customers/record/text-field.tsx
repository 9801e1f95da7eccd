'use client'
// One or two texts changed where they stand: the pencil opens them, Enter saves, Escape leaves.
import { Pencil } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { IconButton } from '@/components/ui/icon-button'
import { Input } from '@/components/ui/input'
import type { EditableField, FieldValues } from '@/lib/customers/edit-customer'
import { EditTrouble } from './edit-trouble'
import { sameValues, useFieldEdit } from './use-field-edit'

type Part = { name: EditableField; label: string; value: string | null; type?: 'text' | 'tel' | 'email' }

type TextFieldProps = {
  customerId: string
  version: number
  /** What is edited, for the pencil's name. */
  label: string
  parts: Part[]
  mayEdit: boolean
  children: ReactNode
}

type Draft = { version: number; base: FieldValues; mine: Record<string, string> }

export function TextField({ customerId, version, label, parts, mayEdit, children }: TextFieldProps) {
  const t = useTranslations('customers.record')
  const [draft, setDraft] = useState<Draft | null>(null)
  const pencil = useRef<HTMLSpanElement>(null)
  const wasOpen = useRef(false)
  useEffect(() => {
    if (wasOpen.current && draft === null) pencil.current?.querySelector('button')?.focus()
    wasOpen.current = draft !== null
  }, [draft])
  const close = () => {
    setDraft(null)
  }
  const edit = useFieldEdit(customerId, t('unreachable'), close)
  if (draft === null)
    return (
      <div className="group/field flex min-w-0 items-center justify-between gap-1">
        <div className="min-w-0 break-words">{children}</div>
        {mayEdit && (
          <span ref={pencil} className="shrink-0">
            <IconButton
              label={t('edit', { field: label })}
              icon={<Pencil aria-hidden className="size-4 text-muted" />}
              className="pointer-fine:opacity-0 group-focus-within/field:opacity-100 group-hover/field:opacity-100"
              onClick={() => {
                edit.reset()
                setDraft({
                  version,
                  base: Object.fromEntries(parts.map(({ name, value }) => [name, value])),
                  mine: Object.fromEntries(parts.map(({ name, value }) => [name, value ?? ''])),
                })
              }}
            />
          </span>
        )}
      </div>
    )
  const submit = () => {
    const mine: FieldValues = Object.fromEntries(parts.map(({ name }) => [name, (draft.mine[name] ?? '').trim() || null]))
    if (
      sameValues(
        draft.base,
        mine,
        parts.map(({ name }) => name),
      )
    )
      close()
    else edit.save(draft.base, mine, draft.version)
  }
  return (
    <form
      className="flex min-w-0 flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        close()
      }}
    >
      {parts.map(({ name, label: words, type = 'text' }, at) => (
        <Field key={name} label={words} error={edit.failure?.issues.find(({ path }) => path === name)?.message}>
          {(control) => (
            <Input
              {...control}
              type={type}
              inputMode={type === 'text' ? undefined : type}
              value={draft.mine[name] ?? ''}
              autoFocus={at === 0}
              autoComplete="off"
              onChange={(event) => {
                setDraft({ ...draft, mine: { ...draft.mine, [name]: event.target.value } })
              }}
            />
          )}
        </Field>
      ))}
      <EditTrouble edit={edit} show={(_, value) => value} />
      {edit.conflict === null && (
        <div className="flex gap-2">
          <Button type="submit" loading={edit.pending}>
            {t('save')}
          </Button>
          <Button variant="ghost" onClick={close} disabled={edit.pending}>
            {t('cancel')}
          </Button>
        </div>
      )}
    </form>
  )
}
