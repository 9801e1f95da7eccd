'use client'
// Every text that a note had, newest first, with who wrote it and when.
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { RelativeTime } from '@/components/ui/relative-time'
import { SkeletonRows } from '@/components/ui/skeleton'

type Version = { version: number; content: string; by: string; at: string }
type NoteHistoryProps = { customerId: string; noteId: string; timeZone: string; onClose: () => void }

const isVersions = (body: unknown): body is Version[] => Array.isArray(body)

export function NoteHistory({ customerId, noteId, timeZone, onClose }: NoteHistoryProps) {
  const t = useTranslations('timeline.note')
  const [versions, setVersions] = useState<Version[] | 'failed' | null>(null)
  const [go, setGo] = useState(1)
  useEffect(() => {
    const left = new AbortController()
    const address = `/dashboard/customers/${encodeURIComponent(customerId)}/notes/${encodeURIComponent(noteId)}`
    void fetch(address, { headers: { accept: 'application/json' }, signal: left.signal })
      .then(async (response): Promise<unknown> => (response.ok ? response.json() : null))
      .catch(() => null)
      .then((body) => {
        if (!left.signal.aborted) setVersions(isVersions(body) ? body : 'failed')
      })
    return () => {
      left.abort()
    }
  }, [customerId, noteId, go])
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={t('historyTitle')}
    >
      {versions === null && <SkeletonRows rows={2} />}
      {versions === 'failed' && (
        <div role="alert" className="flex flex-col items-start gap-2">
          <p>{t('historyFailed')}</p>
          <Button
            onClick={() => {
              setVersions(null)
              setGo(go + 1)
            }}
          >
            {t('again')}
          </Button>
        </div>
      )}
      {Array.isArray(versions) && (
        <ol className="flex flex-col gap-3">
          {versions.map(({ version, content, by, at }, place) => (
            <li key={version} className="rounded border border-line px-3 py-2">
              <p className="text-xs text-muted">
                {place === 0 && <span className="font-medium text-ink">{t('current')} · </span>}
                {by}, <RelativeTime value={at} timeZone={timeZone} />
              </p>
              <p dir="auto" className="mt-1 break-words whitespace-pre-wrap">
                {content}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  )
}
