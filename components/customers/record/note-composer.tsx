'use client'
// Writes a note. ⌘Enter saves; a note that could not be saved stays where it was typed.
import { NotebookPen } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type KeyboardEvent, useState, useTransition } from 'react'
import { saveNote } from '@/app/dashboard/customers/actions'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Textarea } from '@/components/ui/textarea'

export function NoteComposer({ customerId }: { customerId: string }) {
  const t = useTranslations('timeline.composer')
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const [said, setSaid] = useState('')
  const [pending, start] = useTransition()
  const save = () => {
    const content = text.trim()
    if (content === '' || pending) return
    setSaid('')
    start(async () => {
      const result = await saveNote({ id: customerId, content }).catch(() => null)
      if (result?.ok === true) {
        setText((now) => (now.trim() === content ? '' : now))
        setFailure(null)
        setSaid(t('saved'))
      } else setFailure(result?.issues[0]?.message ?? result?.message ?? t('unreachable'))
    })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    save()
  }
  return (
    <form
      aria-label={t('label')}
      className="flex flex-col gap-2 rounded border border-control bg-surface p-2 focus-within:border-focus focus-within:ring-1 focus-within:ring-focus max-md:shadow-float"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      {failure !== null && (
        <Notice tone="danger" title={t('failed')}>
          {failure}
        </Notice>
      )}
      <div className="flex items-end gap-2 md:flex-col md:items-stretch">
        <Textarea
          aria-label={t('label')}
          aria-keyshortcuts="Meta+Enter Control+Enter"
          placeholder={t('placeholder')}
          rows={1}
          maxLength={20_000}
          value={text}
          className="min-h-touch! resize-none border-0! bg-transparent! px-2! outline-none! md:min-h-16!"
          onChange={(event) => {
            setText(event.target.value)
          }}
          onKeyDown={onKeyDown}
        />
        <div className="flex items-center justify-between gap-2">
          <p className="hidden text-xs text-muted md:block pointer-coarse:hidden">{t('keys')}</p>
          <p role="status" className="sr-only">
            {said}
          </p>
          <Button
            type="submit"
            variant="primary"
            loading={pending}
            disabled={text.trim() === ''}
            icon={<NotebookPen aria-hidden className="size-4" />}
            className="md:ml-auto"
          >
            <span className="max-md:sr-only">{t('save')}</span>
          </Button>
        </div>
      </div>
    </form>
  )
}
