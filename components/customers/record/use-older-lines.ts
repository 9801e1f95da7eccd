'use client'
// The Fil's lines on the page: its newest page as the server last gave it, and further pages as they are asked for.
import { useRef, useState } from 'react'
import { appendLines, mergeLines } from '../merge-lines'
import type { LineNote, TimelineLine } from '../timeline-line'
import { timelineParams, type TimelineState } from '../timeline-state'

export type TimelinePage = { lines: TimelineLine[]; nextCursor: string | null }

const isPage = (body: unknown): body is TimelinePage =>
  typeof body === 'object' && body !== null && 'lines' in body && Array.isArray(body.lines) && 'nextCursor' in body

export interface OlderLines {
  lines: TimelineLine[]
  /** Lines that came in while the page was open. */
  arrived: ReadonlySet<string>
  cursor: string | null
  failed: boolean
  pending: boolean
  /** Asks for the next page, unless one is on its way. */
  more: () => void
  /** A note was changed: also on lines that the server does not give again. */
  replaceNote: (note: LineNote) => void
}

export function useOlderLines(customerId: string, first: TimelinePage, state: TimelineState): OlderLines {
  const [seen, setSeen] = useState(first)
  const [lines, setLines] = useState(first.lines)
  const [cursor, setCursor] = useState(first.nextCursor)
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set())
  const [failed, setFailed] = useState(false)
  const [pending, setPending] = useState(false)
  const isAsking = useRef(false)

  if (seen !== first) {
    const known = new Set(lines.map(({ id }) => id))
    setSeen(first)
    setArrived(new Set(first.lines.filter(({ id }) => !known.has(id)).map(({ id }) => id)))
    setLines(mergeLines(first.lines, lines, first.nextCursor === null))
    if (first.nextCursor === null || cursor === seen.nextCursor) setCursor(first.nextCursor)
  }

  const read = async (from: string) => {
    const query = timelineParams(state)
    query.set('cursor', from)
    const page = await fetch(`/dashboard/customers/${encodeURIComponent(customerId)}/timeline?${query}`, {
      headers: { accept: 'application/json' },
    })
      .then(async (response): Promise<unknown> => (response.ok ? response.json() : null))
      .catch(() => null)
    isAsking.current = false
    setPending(false)
    setFailed(!isPage(page))
    if (!isPage(page)) return
    setLines((held) => appendLines(held, page.lines))
    setCursor(page.nextCursor)
  }
  return {
    lines,
    arrived,
    cursor,
    failed,
    pending,
    more: () => {
      if (cursor === null || isAsking.current) return
      isAsking.current = true
      setPending(true)
      void read(cursor)
    },
    replaceNote: (note) => {
      setLines((held) => held.map((line) => (line.note?.id === note.id ? { ...line, text: note.content || null, note } : line)))
    },
  }
}
