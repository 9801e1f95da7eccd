'use client'
// Which segment the selection moves to: the presets, the shop's own, or none.
import { useTranslations } from 'next-intl'
import { useEffect, useId, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { fetchChoices, noChoices } from '../choices'
import { knownSegments, segmentLabel } from '../customer-words'
import { type BulkDialogProps, useStart } from './use-start'

/** No segment can be called so: it is longer than a segment's name may be. */
const none = '-'.repeat(61)

export default function SegmentDialog({ target, onClose, onStarted }: BulkDialogProps) {
  const t = useTranslations('bulk')
  const words = useTranslations('customers')
  const { start, pending, error } = useStart({ target, onStarted })
  const [choices, setChoices] = useState(noChoices)
  const form = useId()
  useEffect(() => {
    void fetchChoices().then(setChoices)
  }, [])
  const segments = [...new Set<string>([...knownSegments, ...choices.segments])]
  return (
    <Dialog
      open
      startsInField
      title={t('segment.title')}
      onOpenChange={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={form} variant="primary" loading={pending}>
            {t('segment.apply')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault()
          const chosen = new FormData(event.currentTarget).get('segment')
          if (typeof chosen !== 'string' || chosen === '') return
          start({ kind: 'set-segment', segment: chosen === none ? null : chosen })
        }}
      >
        <Field label={t('segment.label')} error={error} required>
          {(control) => (
            <Select
              {...control}
              name="segment"
              placeholder={t('segment.choose')}
              options={[
                ...segments.map((value) => ({ value, label: segmentLabel(words, value) })),
                { value: none, label: t('segment.none') },
              ]}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
