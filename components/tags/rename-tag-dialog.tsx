'use client'
// Another name for a tag. When another tag has it, the two can be merged; when somebody was quicker, nothing is overwritten unseen.
import { useTranslations } from 'next-intl'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import type { RenameOutcome } from '@/lib/customers/tags/rename-tag'
import type { ListedTag } from '@/lib/server/tags'
import { useTagWork } from './use-tag-work'

export default function RenameTagDialog({ tag, onClose }: { tag: ListedTag; onClose: () => void }) {
  const t = useTranslations('tags')
  const form = useId()
  const { pending, rename, merge } = useTagWork()
  const [typed, setTyped] = useState(tag.name)
  const [error, setError] = useState<string | undefined>(undefined)
  const [outcome, setOutcome] = useState<RenameOutcome | null>(null)
  const version = outcome?.status === 'conflict' ? outcome.version : tag.version

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const name = typed.trim()
    if (name === '') return setError(t('rename.nameless'))
    rename({ id: tag.id, version }, name, (answer) => {
      if (typeof answer === 'string') return setError(answer)
      if (answer.status === 'saved') return onClose()
      setOutcome(answer)
    })
  }
  const other = outcome?.status === 'exists' ? outcome.other : null
  return (
    <Dialog
      open
      startsInField
      title={t('rename.title')}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          {other === null ? (
            <Button type="submit" form={form} variant="primary" loading={pending}>
              {outcome?.status === 'conflict' ? t('rename.insist') : t('save')}
            </Button>
          ) : (
            <Button variant="primary" loading={pending} onClick={() => merge(other, [tag], onClose)}>
              {t('rename.merge')}
            </Button>
          )}
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t('rename.name')} hint={t('rename.hint')} error={error}>
          {(control) => (
            <Input
              {...control}
              value={typed}
              maxLength={60}
              autoComplete="off"
              onFocus={(event) => {
                event.currentTarget.select()
              }}
              onChange={(event) => {
                setTyped(event.target.value)
                setError(undefined)
                if (outcome?.status === 'exists') setOutcome(null)
              }}
            />
          )}
        </Field>
        <div aria-live="polite">
          {outcome?.status === 'conflict' && (
            <Notice tone="warn" title={t('rename.conflict', { by: outcome.by ?? 'nobody', name: outcome.name })} />
          )}
          {outcome?.status === 'exists' && (
            <Notice
              tone="info"
              title={t('rename.exists', {
                name: tag.name,
                count: outcome.customers,
                other: outcome.other.name,
                otherCount: outcome.other.customers,
              })}
            />
          )}
        </div>
      </form>
    </Dialog>
  )
}
