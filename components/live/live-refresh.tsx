// Keeps the page it stands on true: when something changes on the server, the page is asked for again.
'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { concernsPage, type LiveNews } from './concerns-page'

interface LiveRefreshProps {
  /** Only changes of this customer count; without it every change in the shop does. */
  customerId?: string
  /** Only news of this import count. */
  importId?: string
  /** When the server made the page, in milliseconds: what changed between then and now is not missed. */
  renderedAt: number
  /** Said to people who listen to the page when a message has come in. */
  newMessageText: string
}

/** Changes within this time make one refresh. Milliseconds. */
const together = 150
/** How long the announcement stays, so that the next one is heard as new. Milliseconds. */
const announced = 4_000
const longestWait = 60_000

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `data` is what lib/server/live-stream.ts sent. */
function readEvent(data: string): LiveNews {
  const event: unknown = JSON.parse(data)
  if (typeof event !== 'object' || event === null) return { kind: '', customerId: '', importId: '' }
  return {
    kind: textOf('kind' in event ? event.kind : ''),
    customerId: textOf('customerId' in event ? event.customerId : ''),
    importId: textOf('importId' in event ? event.importId : ''),
  }
}

/** Shows nothing. While the page is in the background it lets go of its connection: browsers have few of them. */
export function LiveRefresh({ customerId, importId, renderedAt, newMessageText }: LiveRefreshProps) {
  const router = useRouter()
  const [said, say] = useState('')
  const since = useRef(renderedAt)
  useEffect(() => {
    since.current = renderedAt
  }, [renderedAt])

  useEffect(() => {
    let source: EventSource | undefined
    let refresh: ReturnType<typeof setTimeout> | undefined
    let quiet: ReturnType<typeof setTimeout> | undefined
    let retry: ReturnType<typeof setTimeout> | undefined
    let wait = 2_000

    const changed = () => {
      refresh ??= setTimeout(() => {
        refresh = undefined
        router.refresh()
      }, together)
    }
    const onMessage = ({ data }: MessageEvent<string>) => {
      wait = 2_000
      const event = readEvent(data)
      if (!concernsPage(event, { customerId, importId })) return
      changed()
      if (event.kind !== 'message') return
      say(newMessageText)
      clearTimeout(quiet)
      quiet = setTimeout(() => say(''), announced)
    }
    const close = () => {
      clearTimeout(retry)
      source?.close()
      source = undefined
    }
    const open = () => {
      close()
      source = new EventSource(`/api/live?since=${since.current}`)
      source.onmessage = onMessage
      source.onerror = () => {
        // The browser comes back by itself unless the answer was a refusal; then the page says why.
        if (source?.readyState !== EventSource.CLOSED) return
        close()
        changed()
        retry = setTimeout(open, wait)
        wait = Math.min(wait * 2, longestWait)
      }
    }
    const onVisibility = () => (document.visibilityState === 'visible' ? open() : close())

    if (document.visibilityState === 'visible') open()
    document.addEventListener('visibilitychange', onVisibility)
    return () => {
      document.removeEventListener('visibilitychange', onVisibility)
      close()
      clearTimeout(refresh)
      clearTimeout(quiet)
    }
  }, [customerId, importId, newMessageText, router])

  return (
    <p role="status" aria-live="polite" className="sr-only">
      {said}
    </p>
  )
}
