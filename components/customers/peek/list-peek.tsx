'use client'
// Space on a line opens a glance at the customer beside the list. The panel is fetched with the first one.
import { lazy, Suspense, useState } from 'react'
import { useShortcuts } from '@/components/keys/use-shortcuts'

const PeekPanel = lazy(() => import('./peek-panel'))

export function ListPeek() {
  const [id, setId] = useState<string | null>(null)
  useShortcuts({
    glance: () => {
      const line = document.activeElement
      // Anywhere else Space moves the page.
      if (!(line instanceof HTMLElement) || line.dataset.rowLink === undefined) return false
      setId(line.dataset.rowLink)
      return true
    },
  })
  if (id === null) return null
  return (
    <Suspense fallback={null}>
      <PeekPanel id={id} onMove={setId} onClose={() => setId(null)} />
    </Suspense>
  )
}
