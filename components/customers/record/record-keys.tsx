'use client'
// Escape goes back to the very line of the list one came from; to the list when one came from elsewhere.
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { isTypingIn } from '@/components/ui/is-typing-in'
import { lastOpenedKey } from '../list-keys'
import { listPath } from '../list-url'

export function RecordKeys({ customerId }: { customerId: string }) {
  const router = useRouter()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isTypingIn(event.target)) return
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return
      if (sessionStorage.getItem(lastOpenedKey) === customerId) router.back()
      else router.push(listPath)
    }
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
    }
  }, [router, customerId])
  return null
}
