'use client'
// What changes in the shop, as lib/server/live-stream.ts tells it, while the page is in the foreground: browsers have few
// connections.
import { useEffect, useRef } from 'react'
import type { LiveNews } from './concerns-page'

const longestWait = 60_000
const missed: LiveNews = { kind: 'missed', customerId: '', importId: '', bulkId: '' }
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function readNews(data: string): LiveNews {
  const event: unknown = JSON.parse(data)
  if (typeof event !== 'object' || event === null) return { ...missed, kind: '' }
  return {
    kind: textOf('kind' in event ? event.kind : ''),
    customerId: textOf('customerId' in event ? event.customerId : ''),
    importId: textOf('importId' in event ? event.importId : ''),
    bulkId: textOf('bulkId' in event ? event.bulkId : ''),
  }
}

/** @param since when what is shown was read, in milliseconds: what changed between then and now is told as `missed` */
export function useLive(since: number, onNews: (news: LiveNews) => void): void {
  const latest = useRef({ since, onNews })
  useEffect(() => {
    latest.current = { since, onNews }
  })

  useEffect(() => {
    let source: EventSource | undefined
    let retry: ReturnType<typeof setTimeout> | undefined
    let wait = 2_000

    const onMessage = ({ data }: MessageEvent<string>) => {
      wait = 2_000
      latest.current.onNews(readNews(data))
    }
    const close = () => {
      clearTimeout(retry)
      source?.close()
      source = undefined
    }
    const open = () => {
      close()
      source = new EventSource(`/api/live?since=${latest.current.since}`)
      source.onmessage = onMessage
      source.onerror = () => {
        // The browser comes back by itself unless the answer was a refusal; then the page says why.
        if (source?.readyState !== EventSource.CLOSED) return
        close()
        latest.current.onNews(missed)
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
    }
  }, [])
}
