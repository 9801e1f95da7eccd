'use client'
// What a system asks for before it is linked: a key, or where to go for the consent. A secret is forgotten once it is sent.
import { ExternalLink, Lock } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useState, useTransition } from 'react'
import { linkSystem } from '@/app/dashboard/settings/crm/actions'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { toast } from '@/components/ui/toast'
import type { ConnectWay } from '@/lib/crm/vendor'
import { connectHref, fieldsOf, type ConnectField } from './connect-href'

export type ConnectDialogProps = {
  vendor: string
  label: string
  way: ConnectWay
  fields: ConnectField[]
  role: 'primary' | 'source'
  connection: string | null
  onClose: () => void
}
const hints = { token: 'connect.tokenHint', oauth2: 'connect.oauthHint', handover: 'connect.handoverHint' } as const

type Failure = { message: string; issues: { path: string; message: string }[] }

export default function ConnectDialog({ vendor, label, way, fields, role, connection, onClose }: ConnectDialogProps) {
  const t = useTranslations('settings.crm')
  const form = useId()
  const asked = fieldsOf(fields, way)
  const [answers, setAnswers] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState<Failure | null>(null)
  const [pending, start] = useTransition()
  const issue = (name: string) => failure?.issues.find(({ path }) => path === name || path.endsWith(`.${name}`))?.message
  const elsewhere = failure !== null && !asked.some(({ name }) => issue(name) !== undefined)

  // Nobody would say so on the way to the consent page; a link that is made again knows its answers.
  const isShort =
    way !== 'token' && connection === null && asked.some(({ name, required }) => required && (answers[name] ?? '').trim() === '')

  const submit = () => {
    if (isShort) return
    if (way !== 'token') {
      window.location.assign(connectHref({ vendor, role, connection, answers }))
      return
    }
    start(async () => {
      const result = await linkSystem({ vendor, role, fields: answers }).catch(() => null)
      if (result?.ok !== true) return setFailure(result ?? { message: t('unreachable'), issues: [] })
      setAnswers({})
      toast({ tone: 'ok', title: t('connect.done', { label }) })
      onClose()
    })
  }
  return (
    <Dialog
      open
      startsInField
      title={t(`connect.${way === 'token' ? 'token' : 'oauth'}Title`, { label })}
      description={t(hints[way], { label })}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            type="submit"
            form={form}
            variant="primary"
            loading={pending}
            disabled={isShort}
            icon={way === 'token' ? <Lock aria-hidden className="size-4" /> : <ExternalLink aria-hidden className="size-4" />}
          >
            {way === 'token' ? t('connect.save') : t(way === 'oauth2' ? 'connect.go' : 'connect.goToShop', { label })}
          </Button>
        </>
      }
    >
      <form
        id={form}
        noValidate
        autoComplete="off"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        {elsewhere && (
          <Notice tone="danger" title={t('connect.refused', { label })}>
            {failure.issues[0]?.message ?? failure.message}
          </Notice>
        )}
        {asked.map(({ name, kind, required, label: words, hint }) => (
          <Field key={name} label={words} hint={hint ?? undefined} error={issue(name)} required={required} optional={!required}>
            {(control) => (
              <Input
                {...control}
                type={kind === 'secret' ? 'password' : 'text'}
                inputMode={kind === 'url' ? 'url' : undefined}
                value={answers[name] ?? ''}
                autoComplete={kind === 'secret' ? 'new-password' : 'off'}
                spellCheck={false}
                autoCapitalize="none"
                onChange={(event) => {
                  setAnswers({ ...answers, [name]: event.target.value })
                }}
              />
            )}
          </Field>
        ))}
        <p className="text-muted">{t(role === 'primary' ? 'connect.becomesPrimary' : 'connect.becomesSource')}</p>
      </form>
    </Dialog>
  )
}
