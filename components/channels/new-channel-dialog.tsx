'use client'
// The dialog that opens a channel. Once the secret is shown, closing it brings the list up to date.
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useId, useState, useTransition } from 'react'
import { openChannel } from '@/app/dashboard/settings/channels/actions'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { Select } from '@/components/ui/select'
import type { ChannelKind } from '@/lib/server/channels'
import { SecretShown } from './secret-shown'

type NewChannelDialogProps = { kinds: ChannelKind[]; open: boolean; onOpenChange: (open: boolean) => void }
type Failure = { message: string; issues: { path: string; message: string }[] }

export default function NewChannelDialog({ kinds, open, onOpenChange }: NewChannelDialogProps) {
  const t = useTranslations('settings.channels')
  const router = useRouter()
  const form = useId()
  const [type, setType] = useState(kinds[0]?.id ?? '')
  const [name, setName] = useState('')
  const [secret, setSecret] = useState('')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [made, setMade] = useState<{ url: string; secret: string } | null>(null)
  const [pending, start] = useTransition()
  const kind = kinds.find((one) => one.id === type)
  const issue = (path: string) => failure?.issues.find((one) => one.path === path)?.message

  const close = (next: boolean) => {
    onOpenChange(next)
    if (next || made === null) return
    setMade(null)
    setName('')
    setSecret('')
    router.refresh()
  }
  const submit = () => {
    start(async () => {
      const given = kind?.secret === 'given' ? { secret } : {}
      const result = await openChannel({ type, name: name.trim() || (kind?.label ?? ''), ...given }).catch(() => null)
      if (result?.ok === true) {
        setFailure(null)
        setMade(result.data)
      } else setFailure(result ?? { message: t('unreachable'), issues: [] })
    })
  }
  if (made !== null)
    return (
      <Dialog
        title={t('made')}
        open={open}
        onOpenChange={close}
        footer={
          <Button
            variant="primary"
            onClick={() => {
              close(false)
            }}
          >
            {t('done')}
          </Button>
        }
      >
        <SecretShown secret={made.secret} url={made.url} />
      </Dialog>
    )
  return (
    <Dialog
      title={t('newTitle')}
      description={t('newHint')}
      open={open}
      onOpenChange={close}
      footer={
        <Button type="submit" form={form} variant="primary" loading={pending}>
          {t('create')}
        </Button>
      }
    >
      <form
        id={form}
        noValidate
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        {failure !== null && failure.issues.length === 0 && (
          <Notice tone="danger" title={t('refused')}>
            {failure.message}
          </Notice>
        )}
        <Field label={t('kind')} hint={kind?.hint} error={issue('type')}>
          {(control) => (
            <Select
              {...control}
              value={type}
              options={kinds.map(({ id, label }) => ({ value: id, label }))}
              onChange={(event) => setType(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('name')} optional hint={t('nameHint')} error={issue('name')}>
          {(control) => (
            <Input
              {...control}
              value={name}
              maxLength={80}
              placeholder={kind?.label}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        {kind?.secret === 'given' && (
          <Field label={t('secret')} hint={kind.secretHint} error={issue('secret')} required>
            {(control) => (
              <Input
                {...control}
                type="password"
                value={secret}
                autoComplete="off"
                onChange={(event) => setSecret(event.target.value)}
              />
            )}
          </Field>
        )}
        {kind?.secret === 'generated' && <p className="text-muted">{kind.secretHint}</p>}
      </form>
    </Dialog>
  )
}
