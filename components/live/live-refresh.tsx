// Keeps the page it stands on true: when something changes on the server, the page is asked for again.
'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { concernsPage } from './concerns-page'
import { useLive } from './use-live'

interface LiveRefreshProps {
  /** Only changes of this customer count; without it every change in the shop does. */
  customerId?: string
  /** Only news of this import count. */
  importId?: string
  /** Only news of this bulk job count. */
  bulkId?: string
  /** When the server made the page, in milliseconds: what changed between then and now is not missed. */
  renderedAt: number
  /** Said to people who listen to the page when a message has come in. */
  newMessageText: string
}

/** Changes within this time make one refresh. Milliseconds. */
const together = 150
/** How long the announcement stays, so that the next one is heard as new. Milliseconds. */
const announced = 4_000

/** Shows nothing. */
export function LiveRefresh({ customerId, importId, bulkId, renderedAt, newMessageText }: LiveRefreshProps) {
  const router = useRouter()
  const [said, say] = useState('')
  const timers = useRef<{ refresh?: ReturnType<typeof setTimeout>; quiet?: ReturnType<typeof setTimeout> }>({})
  useEffect(() => {
    const running = timers.current
    return () => {
      clearTimeout(running.refresh)
      clearTimeout(running.quiet)
    }
  }, [])

  useLive(renderedAt, (news) => {
    if (!concernsPage(news, { customerId, importId, bulkId })) return
    const running = timers.current
    running.refresh ??= setTimeout(() => {
      delete running.refresh
      router.refresh()
    }, together)
    if (news.kind !== 'message') return
    say(newMessageText)
    clearTimeout(running.quiet)
    running.quiet = setTimeout(() => say(''), announced)
  })

  return (
    <p role="status" aria-live="polite" className="sr-only">
      {said}
    </p>
  )
}
