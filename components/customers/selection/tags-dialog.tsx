'use client'
// Which tags the selection is given, or loses.
import { useTranslations } from 'next-intl'
import { useEffect, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { fetchChoices, noChoices } from '../choices'
import { type BulkDialogProps, useStart } from './use-start'

export default function TagsDialog({ add, target, onClose, onStarted }: BulkDialogProps & { add: boolean }) {
  const t = useTranslations('bulk')
  const { start, pending, error } = useStart({ target, onStarted })
  const [choices, setChoices] = useState(noChoices)
  const [form, list] = [useId(), useId()]
  useEffect(() => {
    void fetchChoices().then(setChoices)
  }, [])
  return (
    <Dialog
      open
      startsInField
      title={t(add ? 'tags.addTitle' : 'tags.removeTitle')}
      onOpenChange={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={form} variant="primary" loading={pending}>
            {t(add ? 'tags.add' : 'tags.remove')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          const typed = new FormData(event.currentTarget).get('tags')
          const tags = typeof typed === 'string' ? typed.split(',').map((tag) => tag.trim()) : []
          const named = tags.filter((tag) => tag !== '')
          if (named.length > 0) start({ kind: add ? 'add-tags' : 'remove-tags', tags: named })
        }}
      >
        <Field label={t('tags.label')} hint={t('tags.hint')} error={error} required>
          {(control) => <Input {...control} name="tags" list={list} autoComplete="off" maxLength={600} />}
        </Field>
        <datalist id={list}>
          {choices.tags.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </form>
    </Dialog>
  )
}
