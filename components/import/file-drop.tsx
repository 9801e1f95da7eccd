'use client'
// Where a file is dropped or chosen; it is sent as it is, with its progress, and its own page comes next.
import clsx from 'clsx'
import { FileUp } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useRef, useState, useSyncExternalStore } from 'react'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { ProgressBar } from '@/components/ui/progress-bar'
import { importHref } from './import-path'
import { sendFile, type Sending } from './send-file'

type FileDropProps = { limits: { megabytes: number; rows: number } }

/** False on the server and until the page has its script: before that a press would do nothing, and the button says so. */
const useReady = (): boolean =>
  useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  )

export function FileDrop({ limits }: FileDropProps) {
  const t = useTranslations('imports')
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  const ready = useReady()
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState<{ name: string; share: number; handle: Sending } | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)

  const take = (files: FileList | null) => {
    const [file, other] = files ?? []
    if (file === undefined || sending !== null) return
    if (other !== undefined) return setTrouble(t('drop.several'))
    setTrouble(null)
    const handle = sendFile(file, (share) => {
      setSending({ name: file.name, share, handle })
    })
    setSending({ name: file.name, share: 0, handle })
    void handle.answer.then((result) => {
      if (result.kind === 'sent') return router.push(importHref(result.id))
      setSending(null)
      if (result.kind !== 'stopped') setTrouble(result.kind === 'refused' ? result.message : t('unreachable'))
      if (input.current !== null) input.current.value = ''
    })
  }
  return (
    <div className="flex flex-col gap-3">
      <div
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => {
          setOver(false)
        }}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer.files)
        }}
        className={clsx(
          'flex min-h-60 flex-col items-center justify-center gap-4 rounded border border-dashed px-4 py-8 text-center transition-colors',
          over ? 'border-focus bg-info-soft' : 'border-control bg-surface',
        )}
      >
        {sending === null ? (
          <>
            <span aria-hidden className="flex size-12 items-center justify-center rounded-full bg-sunken text-muted">
              <FileUp className="size-5" />
            </span>
            <div>
              <h2 className="text-base font-semibold">{t('drop.title')}</h2>
              <p className="mx-auto max-w-prose text-muted">{t('drop.hint', limits)}</p>
            </div>
            <Button
              variant="primary"
              disabled={!ready}
              onClick={() => {
                input.current?.click()
              }}
            >
              {t('drop.choose')}
            </Button>
          </>
        ) : (
          <div className="flex w-full max-w-form flex-col gap-3">
            <p role="status" className="break-words">
              {t('drop.sending', { name: sending.name })}
            </p>
            <ProgressBar label={t('drop.sending', { name: sending.name })} share={sending.share} />
            <Button
              className="self-center"
              onClick={() => {
                sending.handle.stop()
              }}
            >
              {t('drop.cancel')}
            </Button>
          </div>
        )}
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
          className="hidden"
          onChange={(event) => {
            take(event.target.files)
          }}
        />
      </div>
      {trouble !== null && <Notice tone="danger" title={trouble} />}
    </div>
  )
}
