'use client'
// The keys of the list: j and k move, Enter opens (the line's own link), u takes the last decision back.
import { useShortcuts } from '@/components/keys/use-shortcuts'
import { ListKeys } from '../list-keys'
import { undoLastDecision } from './last-decision'

export function DuplicateKeys() {
  useShortcuts({ undoLast: undoLastDecision })
  return <ListKeys newHref={null} />
}
