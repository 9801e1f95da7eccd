'use client'
// Several tags become one: which one is kept, with how many customers each has.
import { useTranslations } from 'next-intl'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Tag } from '@/components/ui/tag'
import type { ListedTag } from '@/lib/server/tags'
import { useTagWork } from './use-tag-work'

type MergeTagsDialogProps = { tags: ListedTag[]; onDone: () => void; onClose: () => void }

export default function MergeTagsDialog({ tags, onDone, onClose }: MergeTagsDialogProps) {
  const t = useTranslations('tags')
  const form = useId()
  const { pending, merge } = useTagWork()
  const largestFirst = tags.toSorted((one, other) => other.customers - one.customers)
  const [keptId, keep] = useState(largestFirst[0]?.id)
  const kept = tags.find(({ id }) => id === keptId)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (kept === undefined) return
    merge(
      kept,
      tags.filter((tag) => tag !== kept),
      onDone,
    )
  }
  return (
    <Dialog
      open
      startsInField
      title={t('merge.title')}
      description={t('merge.body')}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={form} variant="primary" loading={pending}>
            {t('merge.submit')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <fieldset>
          <legend className="mb-1 font-medium">{t('merge.kept')}</legend>
          {largestFirst.map((tag) => (
            <label key={tag.id} className="flex min-h-touch cursor-pointer items-center gap-3">
              <input
                type="radio"
                name="kept"
                className="size-4 shrink-0 cursor-pointer accent-ink"
                checked={tag.id === keptId}
                onChange={() => keep(tag.id)}
              />
              <Tag label={tag.name} color={tag.color} />
              <span className="ml-auto shrink-0 text-muted tabular-nums">{t('customers', { count: tag.customers })}</span>
            </label>
          ))}
        </fieldset>
      </form>
    </Dialog>
  )
}
