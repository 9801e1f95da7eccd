'use client'
// A name for a view: a new one from what the list shows, a copy, or another name for the one that is open.
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { type FormEvent, useId, useState, useTransition } from 'react'
import { saveNewView } from '@/app/dashboard/customers/views/actions'
import { Button } from '@/components/ui/button'
import { Checkbox } from '@/components/ui/checkbox'
import { Dialog } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'
import { listHref, type ListState } from '../list-url'
import { viewOf } from './view-of-list'

type ViewNameDialogProps = {
  purpose: 'new' | 'rename' | 'copy'
  /** What stands in the field first. */
  name: string
  state: ListState
  mayShare: boolean
  onRename: (name: string) => void
  onClose: () => void
}

export default function ViewNameDialog({ purpose, name, state, mayShare, onRename, onClose }: ViewNameDialogProps) {
  const t = useTranslations('views')
  const router = useRouter()
  const form = useId()
  const [typed, setTyped] = useState(name)
  const [shared, setShared] = useState(false)
  const [error, setError] = useState<string | undefined>(undefined)
  const [pending, start] = useTransition()

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() === '') return setError(t('dialog.nameless'))
    if (purpose === 'rename') {
      onRename(typed)
      return onClose()
    }
    start(async () => {
      const result = await saveNewView({ name: typed, shared, state: viewOf(state) }).catch(() => null)
      if (result?.ok !== true) return setError(result?.issues[0]?.message ?? result?.message ?? t('unreachable'))
      onClose()
      toast({ tone: 'ok', title: t('made', { name: typed.trim() }) })
      router.push(listHref(state, { view: result.data.id }))
    })
  }
  return (
    <Dialog
      open
      startsInField
      title={t(`dialog.${purpose}`)}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={form} variant="primary" loading={pending}>
            {t('save')}
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="flex flex-col gap-3">
        <Field label={t('dialog.name')} error={error}>
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
              }}
            />
          )}
        </Field>
        {purpose !== 'rename' && mayShare && (
          <Checkbox
            label={t('dialog.share')}
            hint={t('dialog.shareHint')}
            checked={shared}
            onChange={() => {
              setShared(!shared)
            }}
          />
        )}
      </form>
    </Dialog>
  )
}
