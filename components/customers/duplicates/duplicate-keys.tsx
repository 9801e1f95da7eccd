'use client'
// The keys of the list: j and k move, Enter opens (the line's own link), u takes the last decision back.
import { useEffect } from 'react'
import { isTypingIn } from '@/components/ui/is-typing-in'
import { ListKeys } from '../list-keys'
import { undoLastDecision } from './last-decision'

export function DuplicateKeys() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTypingIn(event.target)) return
      if (event.key === 'u' && undoLastDecision()) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
    }
  }, [])
  return <ListKeys newHref={null} />
}
