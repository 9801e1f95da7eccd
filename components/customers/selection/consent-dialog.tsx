'use client'
// On which channel the selection is asked for its agreement. It prepares what is to be sent and sends nothing, and says so.
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Select } from '@/components/ui/select'
import { askAgainDays } from '@/lib/consent/why-not-ask'
import { askedChannels } from '@/lib/customers/bulk/bulk-limits'
import { channelLabel } from '../customer-words'
import { type BulkDialogProps, useStart } from './use-start'

export default function ConsentDialog({ target, onClose, onStarted }: BulkDialogProps) {
  const t = useTranslations('bulk')
  const words = useTranslations('customers')
  const { start, pending, error } = useStart({ target, onStarted })
  const form = useId()
  return (
    <Dialog
      open
      startsInField
      title={t('consent.title')}
      description={t('consent.body', { days: askAgainDays })}
      onOpenChange={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={form} variant="primary" loading={pending}>
            {t('consent.apply')}
          </Button>
        </>
      }
    >
      <form
        id={form}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          const chosen = new FormData(event.currentTarget).get('channel')
          const channel = askedChannels.find((one) => one === chosen)
          if (channel !== undefined) start({ kind: 'ask-consent', channel })
        }}
      >
        <Field label={t('consent.channel')} error={error} required>
          {(control) => (
            <Select
              {...control}
              name="channel"
              placeholder={t('consent.choose')}
              options={askedChannels.map((value) => ({ value, label: channelLabel(words, value) }))}
            />
          )}
        </Field>
        <p className="text-muted">{t('requests.notSent')}</p>
      </form>
    </Dialog>
  )
}
