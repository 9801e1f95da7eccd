'use client'
// Space on a line opens a glance at the customer beside the list. The panel is fetched with the first one.
import { lazy, Suspense, useEffect, useState } from 'react'
import { isTypingIn } from '@/components/ui/is-typing-in'

const PeekPanel = lazy(() => import('./peek-panel'))

export function ListPeek() {
  const [id, setId] = useState<string | null>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (
        event.key !== ' ' ||
        event.metaKey ||
        event.ctrlKey ||
        event.altKey ||
        event.defaultPrevented ||
        isTypingIn(event.target)
      )
        return
      // Anywhere else Space moves the page.
      const line = document.activeElement
      if (!(line instanceof HTMLElement) || line.dataset.rowLink === undefined) return
      event.preventDefault()
      setId(line.dataset.rowLink)
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
    }
  }, [])
  if (id === null) return null
  return (
    <Suspense fallback={null}>
      <PeekPanel id={id} onMove={setId} onClose={() => setId(null)} />
    </Suspense>
  )
}
