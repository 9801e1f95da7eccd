'use client'
// One more phone or e-mail. What belongs to somebody else is refused with whose it is, and can be shared with them instead.
import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { useState, useTransition } from 'react'
import { addHandle } from '@/app/dashboard/customers/actions'
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { listPath } from '../list-url'

interface Refusal {
  message: string
  /** Who has it already. */
  existingId: string | null
}

export function AddHandle({ customerId }: { customerId: string }) {
  const t = useTranslations('customers.record')
  const [value, setValue] = useState<string | null>(null)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const [pending, start] = useTransition()
  const close = () => {
    setValue(null)
    setRefusal(null)
  }
  const send = (shared: boolean) => {
    const typed = (value ?? '').trim()
    if (typed === '') return close()
    start(async () => {
      const kind = typed.includes('@') ? 'email' : 'phone'
      const result = await addHandle({ id: customerId, kind, value: typed, shared }).catch(() => null)
      if (result?.ok === true) return close()
      const { existingId } = result?.params ?? {}
      setRefusal({
        message: result?.issues[0]?.message ?? result?.message ?? t('unreachable'),
        existingId: typeof existingId === 'string' ? existingId : null,
      })
    })
  }
  if (value === null)
    return (
      <Button
        variant="ghost"
        className="-mx-3 max-w-full"
        icon={<Plus aria-hidden className="size-4" />}
        onClick={() => setValue('')}
      >
        <span className="min-w-0 truncate">{t('addHandle')}</span>
      </Button>
    )
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        send(false)
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        event.stopPropagation()
        close()
      }}
    >
      <Field label={t('newHandle')} error={refusal?.message}>
        {(control) => (
          <Input
            {...control}
            value={value}
            autoFocus
            autoComplete="off"
            maxLength={254}
            onChange={(event) => {
              setValue(event.target.value)
              setRefusal(null)
            }}
          />
        )}
      </Field>
      {refusal?.existingId != null && (
        <p className="flex flex-wrap items-center gap-2">
          <Link href={`${listPath}/${refusal.existingId}`} className="inline-flex h-touch items-center font-medium underline">
            {t('seeOwner')}
          </Link>
          <Button onClick={() => send(true)} disabled={pending}>
            {t('shareInstead')}
          </Button>
        </p>
      )}
      <div className="flex gap-2">
        <Button type="submit" loading={pending}>
          {t('save')}
        </Button>
        <Button variant="ghost" onClick={close} disabled={pending}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  )
}
