'use client'
// The panel of ListPeek: the list stays in sight and in reach. j and k go on to the next line, Enter opens the record, Escape
// or Space closes it, and the focus is back on the line one has come to.
import { ExternalLink, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { useShortcuts } from '@/components/keys/use-shortcuts'
import { Button } from '@/components/ui/button'
import { ButtonLink } from '@/components/ui/button-link'
import { IconButton } from '@/components/ui/icon-button'
import { Skeleton } from '@/components/ui/skeleton'
import { listPath } from '../list-url'
import { PeekBody } from './peek-body'
import { fetchPeek, type PeekData } from './peek-data'

type PeekPanelProps = { id: string; onMove: (id: string) => void; onClose: () => void }

const lineOf = (id: string) => document.querySelector<HTMLElement>(`[data-row-link="${CSS.escape(id)}"]`)
const ids = () => [...document.querySelectorAll<HTMLElement>('[data-row-link]')].flatMap((line) => line.dataset.rowLink ?? [])

export default function PeekPanel({ id, onMove, onClose }: PeekPanelProps) {
  const t = useTranslations('views.peek')
  const router = useRouter()
  const panel = useRef<HTMLDivElement>(null)
  const { data, retry } = usePeek(id)

  useEffect(() => {
    panel.current?.focus({ preventScroll: true })
  }, [])
  useEffect(() => {
    const row = lineOf(id)?.closest('tr')
    if (row === null || row === undefined) return
    row.dataset.peeked = ''
    row.scrollIntoView({ block: 'nearest' })
    return () => {
      delete row.dataset.peeked
    }
  }, [id])

  const close = () => {
    onClose()
    lineOf(id)?.focus({ preventScroll: true })
  }
  /** Beside the panel, and on its buttons, keys are what they always are there. */
  const isOnPanel = () => document.activeElement === panel.current
  const move = (step: 1 | -1) => {
    if (panel.current?.contains(document.activeElement) !== true) return false
    const all = ids()
    const next = all[all.indexOf(id) + step]
    if (next === undefined || !all.includes(id)) return true
    panel.current.focus({ preventScroll: true })
    onMove(next)
    return true
  }
  useShortcuts({
    next: () => move(1),
    previous: () => move(-1),
    open: () => {
      if (!isOnPanel()) return false
      router.push(`${listPath}/${id}`)
      return true
    },
    glance: () => {
      if (!isOnPanel()) return false
      close()
      return true
    },
    // A press beside the panel takes the focus out of it: Escape still means this panel.
    closeGlance: close,
  })
  return (
    <div
      ref={panel}
      role="dialog"
      data-beside
      aria-label={t('label')}
      tabIndex={-1}
      className="fixed inset-y-0 right-0 z-float flex w-full animate-slide-in flex-col bg-raised shadow-float outline-none md:w-96 md:border-l md:border-line"
    >
      <header className="flex h-bar shrink-0 items-center justify-between gap-2 border-b border-line pr-2 pl-4">
        <span className="text-muted">{t('label')}</span>
        <span className="flex items-center gap-1">
          <ButtonLink variant="ghost" href={`${listPath}/${id}`} icon={<ExternalLink aria-hidden className="size-4" />}>
            {t('open')}
          </ButtonLink>
          <IconButton label={t('close')} icon={<X aria-hidden className="size-4" />} onClick={close} />
        </span>
      </header>
      <div aria-live="polite" aria-busy={data === undefined} className="min-h-0 flex-1 overflow-y-auto p-4">
        {data === undefined && <Waiting />}
        {data === 'gone' && <p className="text-muted">{t('gone')}</p>}
        {data === null && (
          <div role="alert" className="flex flex-col items-start gap-3">
            <p className="text-muted">{t('failed')}</p>
            <Button
              onClick={() => {
                // The button goes away with what it mends.
                panel.current?.focus({ preventScroll: true })
                retry()
              }}
            >
              {t('retry')}
            </Button>
          </div>
        )}
        {typeof data === 'object' && data !== null && <PeekBody customer={data} />}
      </div>
    </div>
  )
}

type Answer = PeekData | 'gone' | null

/** undefined while it is read. What was seen is kept until the panel closes, and the neighbours are read ahead. */
function usePeek(id: string): { data: Answer | undefined; retry: () => void } {
  const [answers, setAnswers] = useState<ReadonlyMap<string, Answer>>(new Map())
  const [attempt, setAttempt] = useState(0)
  const asked = useRef(new Set<string>())
  useEffect(() => {
    const ask = async (wanted: string | undefined) => {
      if (wanted === undefined || asked.current.has(wanted)) return
      asked.current.add(wanted)
      const answer = await fetchPeek(wanted)
      if (answer === null) asked.current.delete(wanted)
      setAnswers((before) => new Map(before).set(wanted, answer))
    }
    // Who runs through the list asks for nobody but the one they stop at.
    const timer = setTimeout(
      () => {
        const all = ids()
        const at = all.indexOf(id)
        void ask(id).then(() => Promise.all([ask(all[at + 1]), ask(at > 0 ? all[at - 1] : undefined)]))
      },
      asked.current.size === 0 ? 0 : 80,
    )
    return () => {
      clearTimeout(timer)
    }
  }, [id, attempt])
  const retry = () => {
    setAnswers((before) => new Map([...before].filter(([known]) => known !== id)))
    setAttempt(attempt + 1)
  }
  return { data: answers.get(id), retry }
}

function Waiting() {
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center gap-3">
        <Skeleton round className="size-6" />
        <Skeleton className="h-5 w-40" />
      </div>
      {['w-48', 'w-56', 'w-40', 'w-52', 'w-36'].map((width) => (
        <Skeleton key={width} className={`h-4 ${width}`} />
      ))}
    </div>
  )
}
