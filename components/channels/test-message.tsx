'use client'
// "Envoyer un message test": the way of a real message, from the signed delivery to the customer it becomes.
import { Send } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useState, useTransition } from 'react'
import { sendTest } from '@/app/dashboard/settings/channels/actions'
import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'

type Outcome = { customerId: string | null } | { message: string; issues: { path: string; message: string }[] }

export function TestMessage({ id, name }: { id: string; name: string }) {
  const t = useTranslations('settings.channels.test')
  const [open, setOpen] = useState(false)
  const [from, setFrom] = useState('+33639980001')
  const [text, setText] = useState(t('example'))
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  const [pending, start] = useTransition()
  const panel = useId()
  const send = () => {
    setOutcome(null)
    start(async () => {
      const result = await sendTest({ id, from, text }).catch(() => null)
      setOutcome(result === null ? { message: t('unreachable'), issues: [] } : result.ok ? result.data : result)
    })
  }
  const failure = outcome !== null && 'message' in outcome ? outcome : null
  const issue = (path: string) => failure?.issues.find((one) => one.path === path)?.message
  return (
    <>
      <Button
        icon={<Send aria-hidden className="size-4" />}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => {
          setOpen(!open)
        }}
      >
        {t('open')}
        <span className="sr-only">, {name}</span>
      </Button>
      <div id={panel} hidden={!open} className="mt-3 rounded bg-sunken p-3">
        <form
          noValidate
          aria-label={t('open')}
          className="flex flex-col gap-3"
          onSubmit={(event) => {
            event.preventDefault()
            send()
          }}
        >
          <Field label={t('from')} hint={t('fromHint')} error={issue('from')}>
            {(control) => (
              <Input {...control} value={from} autoComplete="off" onChange={(event) => setFrom(event.target.value)} />
            )}
          </Field>
          <Field label={t('text')} error={issue('text')}>
            {(control) => <Input {...control} value={text} maxLength={1600} onChange={(event) => setText(event.target.value)} />}
          </Field>
          <div>
            <Button type="submit" loading={pending}>
              {t('send')}
            </Button>
          </div>
        </form>
        <div aria-live="polite" className="mt-3 empty:hidden">
          {failure !== null && failure.issues.length === 0 && (
            <Notice tone="danger" title={t('failed')}>
              {failure.message}
            </Notice>
          )}
          {outcome !== null && 'customerId' in outcome && outcome.customerId !== null && (
            <Notice
              tone="ok"
              title={t('arrived')}
              action={<ButtonLink href={`/dashboard/customers/${outcome.customerId}`}>{t('see')}</ButtonLink>}
            >
              {t('arrivedHint')}
            </Notice>
          )}
          {outcome !== null && 'customerId' in outcome && outcome.customerId === null && (
            <Notice tone="info" title={t('waiting')}>
              {t('waitingHint')}
            </Notice>
          )}
        </div>
      </div>
    </>
  )
}
