'use client'
// The customer's tags: seen at once, taken back when refused, and a removal can be undone from the toast.
import { Plus, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { startTransition, useId, useOptimistic, useRef, useState } from 'react'
import { changeTag } from '@/app/dashboard/customers/actions'
import { IconButton } from '@/components/ui/icon-button'
import { Input } from '@/components/ui/input'
import { Tag } from '@/components/ui/tag'
import { toast } from '@/components/ui/toast'
import { fetchChoices, noChoices } from '../choices'

type TagEditorProps = { customerId: string; tags: string[]; mayEdit: boolean }

export function TagEditor({ customerId, tags, mayEdit }: TagEditorProps) {
  const t = useTranslations('customers')
  const [shown, change] = useOptimistic(tags, (now: string[], { tag, add }: { tag: string; add: boolean }) =>
    add ? [...now.filter((other) => other !== tag), tag] : now.filter((other) => other !== tag),
  )
  const input = useRef<HTMLInputElement>(null)

  const send = (tag: string, add: boolean) => {
    startTransition(async () => {
      change({ tag, add })
      const result = await changeTag({ id: customerId, tag, add }).catch(() => null)
      if (result?.ok === true) {
        if (add) return
        const undo = { label: t('tags.undo'), onClick: () => send(tag, true) }
        toast({ tone: 'info', title: t('tags.removed', { tag }), action: undo })
        return
      }
      // The tag field keeps what was typed, so that it can be tried again.
      if (add && input.current !== null) input.current.value = tag
      toast({ tone: 'danger', title: result?.message ?? t('record.unreachable') })
    })
  }
  return (
    <div className="flex flex-col gap-2">
      <ul aria-label={t('tags.title')} className="flex flex-wrap gap-1">
        {shown.length === 0 && <li className="text-muted">{t('tags.none')}</li>}
        {shown.map((tag) => (
          <li key={tag} className="flex max-w-full">
            <Tag label={tag} className={mayEdit ? 'h-6 pr-0' : 'h-6'}>
              {mayEdit && (
                <button
                  type="button"
                  aria-label={t('tags.remove', { tag })}
                  className="relative flex h-6 w-6 items-center justify-center rounded-sm opacity-75 after:absolute after:-inset-2 after:content-[''] hover:opacity-100 pointer-fine:after:inset-0"
                  onClick={() => {
                    send(tag, false)
                  }}
                >
                  <X aria-hidden className="size-3" />
                </button>
              )}
            </Tag>
          </li>
        ))}
      </ul>
      {mayEdit && <TagField inputRef={input} onAdd={(tag) => send(tag, true)} />}
    </div>
  )
}

type TagFieldProps = { inputRef: React.RefObject<HTMLInputElement | null>; onAdd: (tag: string) => void }

function TagField({ inputRef, onAdd }: TagFieldProps) {
  const t = useTranslations('customers.tags')
  const list = useId()
  const [choices, setChoices] = useState(noChoices)
  return (
    <form
      className="relative"
      onSubmit={(event) => {
        event.preventDefault()
        const tag = inputRef.current?.value.trim() ?? ''
        if (tag === '' || inputRef.current === null) return
        inputRef.current.value = ''
        onAdd(tag)
      }}
    >
      <Input
        ref={inputRef}
        aria-label={t('add')}
        placeholder={t('placeholder')}
        maxLength={60}
        list={list}
        autoComplete="off"
        className="pr-11"
        onFocus={() => {
          if (choices === noChoices) void fetchChoices().then(setChoices)
        }}
      />
      <IconButton
        type="submit"
        label={t('submit')}
        icon={<Plus aria-hidden className="size-4" />}
        className="absolute top-0 right-0"
      />
      <datalist id={list}>
        {choices.tags.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </form>
  )
}
