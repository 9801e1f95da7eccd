'use client'
// A bulk job under the list that started it: how far it is, the button to stop it, and at its end the result with the way
// back. It stays until it is closed: ten minutes are more than a toast lasts.
import { ListChecks, Undo2, X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState, useTransition } from 'react'
import { stopMany, undoMany } from '@/app/dashboard/customers/bulk/actions'
import { bulkHref } from '@/components/bulk/bulk-path'
import { useLive } from '@/components/live/use-live'
import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { IconButton } from '@/components/ui/icon-button'
import { ProgressBar } from '@/components/ui/progress-bar'
import { toast } from '@/components/ui/toast'
import { undoMinutes } from '@/lib/customers/bulk/bulk-limits'
import type { BulkProgress } from '@/lib/server/bulk/manage-bulk'
import { fetchProgress } from './job-progress'

/** News within this time are one question. Milliseconds. */
const together = 150

type JobBarProps = { id: string; isNew: boolean; onClose: () => void }

/** @param isNew it was started from this very page, which is still the hand's place */
export function JobBar({ id, isNew, onClose }: JobBarProps) {
  const t = useTranslations('bulk')
  const router = useRouter()
  const [progress, setProgress] = useState<BulkProgress | null>(null)
  const [isLate, setLate] = useState(false)
  const [pending, start] = useTransition()
  const asked = useRef<ReturnType<typeof setTimeout>>(undefined)
  const before = useRef<BulkProgress['status'] | null>(isNew ? 'running' : null)
  const section = useRef<HTMLElement>(null)

  const work = (action: typeof stopMany) => {
    start(async () => {
      const result = await action({ id }).catch(() => null)
      if (result?.ok !== true) toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      else ask()
    })
  }
  const heard = (now: BulkProgress | null) => {
    if (now === null) return onClose()
    const was = before.current
    before.current = now.status
    setProgress(now)
    const isOver = now.status !== 'running' && now.status !== 'undoing'
    // Found ended when the list is opened again: that has been told already.
    if (isOver && was === null) return onClose()
    if (!isOver || was === now.status) return
    router.refresh()
  }
  const ask = () => {
    asked.current ??= setTimeout(() => {
      asked.current = undefined
      // When the server does not answer, its next news ask again.
      void fetchProgress(id).then(heard, () => undefined)
    }, together)
  }
  const latest = useRef(ask)
  useEffect(() => {
    latest.current = ask
  })
  const [since] = useState(() => Date.now())
  useLive(since, (news) => {
    if (news.kind === 'missed' || news.bulkId === id) ask()
  })
  useEffect(() => {
    latest.current()
    return () => {
      clearTimeout(asked.current)
      asked.current = undefined
    }
  }, [])

  const left = progress?.undoLeft ?? 0
  useEffect(() => {
    if (left === 0) return
    const over = setTimeout(() => setLate(true), left)
    return () => {
      clearTimeout(over)
    }
  }, [left])
  const isShown = progress !== null
  useEffect(() => {
    // The dialog that started it is gone, and the bar that opened the dialog.
    if (isShown && isNew) section.current?.focus()
  }, [isShown, isNew])

  if (progress === null) return null
  const { status, kind, looked, total, refused, nothing, done, restored, kept } = progress
  const isRunning = status === 'running' || status === 'undoing'
  const words = { done: looked, total }
  const text = isRunning
    ? t(`job.${status}`, words)
    : status === 'undone'
      ? t('job.undone', { count: restored })
      : status === 'stopped'
        ? t('job.stopped', words)
        : t(kind === 'ask-consent' ? 'requests.ready' : 'job.ended', { count: done })
  const canUndo = progress.undoUntil !== null
  const problems = status === 'undone' ? kept : refused
  const counted =
    problems > 0
      ? t(status === 'undone' ? 'job.kept' : 'job.refused', { count: problems })
      : kind === 'ask-consent' && !isRunning && nothing > 0
        ? t('requests.left', { count: nothing })
        : null
  const beside = canUndo && isLate ? t('undoOver', { minutes: undoMinutes }) : counted
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-label={t('title')}
      className="pointer-events-auto flex w-full flex-wrap items-center gap-x-3 gap-y-2 rounded border border-line bg-raised p-2 pl-3 shadow-float outline-none md:w-auto md:max-w-full md:animate-rise"
    >
      <ListChecks aria-hidden className="size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1 max-md:basis-40 md:w-60">
        <p role="status" className="tabular-nums">
          {text}
        </p>
        {beside !== null && <p className="text-xs text-muted tabular-nums">{beside}</p>}
        {isRunning && <ProgressBar label={t(`status.${status}`)} share={looked / Math.max(1, total)} className="mt-1" />}
      </div>
      <div className="ml-auto flex gap-1">
        {status === 'running' && (
          <Button loading={pending} onClick={() => work(stopMany)}>
            {t('stop')}
          </Button>
        )}
        {canUndo && !isLate && (
          <Button loading={pending} icon={<Undo2 aria-hidden className="size-4" />} onClick={() => work(undoMany)}>
            {t('job.undo')}
          </Button>
        )}
        <ButtonLink variant="ghost" href={bulkHref(id)}>
          {t('job.see')}
        </ButtonLink>
        <IconButton label={t('job.close')} icon={<X aria-hidden className="size-4" />} onClick={onClose} />
      </div>
    </section>
  )
}
