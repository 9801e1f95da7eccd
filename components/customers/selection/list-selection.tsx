'use client'
// Selecting in the list. Its script is fetched once the page stands; until then a box that is ticked keeps its tick.
import { lazy, Suspense, useSyncExternalStore } from 'react'
import type { SelectionDeskProps } from './selection-desk'

const Desk = lazy(() => import('./selection-desk'))

const never = () => () => undefined

export function ListSelection(props: SelectionDeskProps) {
  const stands = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  return stands ? (
    <Suspense fallback={null}>
      <Desk {...props} />
    </Suspense>
  ) : null
}
