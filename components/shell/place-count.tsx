// How much waits in a place of the frame; it comes when it is known, and no page waits for it.
import { Suspense } from 'react'
import { Count } from './count'
import type { NavCounts, NavId } from './nav-items'

type PlaceCountProps = { counts: Promise<NavCounts>; id: NavId; className: string }

export function PlaceCount(props: PlaceCountProps) {
  return (
    <Suspense fallback={null}>
      <Counted {...props} />
    </Suspense>
  )
}

async function Counted({ counts, id, className }: PlaceCountProps) {
  return <Count value={(await counts)[id] ?? 0} className={className} />
}
