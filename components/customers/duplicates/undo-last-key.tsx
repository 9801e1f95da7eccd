'use client'
// `u` takes the last decision back, on the list and on every pair: also while the next one is still on its way.
import { useShortcuts } from '@/components/keys/use-shortcuts'
import { undoLastDecision } from './last-decision'

export function UndoLastKey() {
  useShortcuts({ undoLast: undoLastDecision })
  return null
}
