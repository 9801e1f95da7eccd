'use client'
// A new secret beside the old one: nothing genuine is refused while the sender is being changed over.
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useId, useState, useTransition } from 'react'
import { renewSecret } from '@/app/dashboard/settings/channels/actions'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { SecretShown } from './secret-shown'

type RenewSecretDialogProps = { id: string; name: string; secret: 'given' | 'generated'; secretHint: string; onClose: () => void }

export default function RenewSecretDialog({ id, name, secret, secretHint, onClose }: RenewSecretDialogProps) {
  const t = useTranslations('settings.channels')
  const router = useRouter()
  const form = useId()
  const [given, setGiven] = useState('')
  const [failure, setFailure] = useState<string | undefined>(undefined)
  const [made, setMade] = useState<string | null>(null)
  const [pending, start] = useTransition()
  const close = () => {
    onClose()
    if (made !== null) router.refresh()
  }
  const submit = () => {
    start(async () => {
      const result = await renewSecret({ id, ...(secret === 'given' ? { secret: given } : {}) }).catch(() => null)
      if (result?.ok === true) setMade(result.data.secret)
      else setFailure(result?.issues[0]?.message ?? result?.message ?? t('unreachable'))
    })
  }
  return (
    <Dialog
      open
      title={t('renew.title', { name })}
      description={t('renew.body')}
      onOpenChange={(open) => {
        if (!open) close()
      }}
      footer={
        made === null ? (
          <Button type="submit" form={form} variant="primary" loading={pending}>
            {t('renew.confirm')}
          </Button>
        ) : (
          <Button variant="primary" onClick={close}>
            {t('done')}
          </Button>
        )
      }
    >
      {made !== null ? (
        <SecretShown secret={made} />
      ) : (
        <form
          id={form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            submit()
          }}
        >
          {secret === 'given' ? (
            <Field label={t('secret')} hint={secretHint} error={failure} required>
              {(control) => (
                <Input
                  {...control}
                  type="password"
                  value={given}
                  autoComplete="off"
                  onChange={(event) => setGiven(event.target.value)}
                />
              )}
            </Field>
          ) : (
            <p
              className={failure === undefined ? 'text-muted' : 'text-danger'}
              role={failure === undefined ? undefined : 'alert'}
            >
              {failure ?? secretHint}
            </p>
          )}
        </form>
      )}
    </Dialog>
  )
}
