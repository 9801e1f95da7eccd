'use client'
// Escape goes back to the very line of the list one came from; to the list when one came from elsewhere.
import { useRouter } from 'next/navigation'
import { useShortcuts } from '@/components/keys/use-shortcuts'
import { lastOpenedKey } from '../list-keys'
import { listPath } from '../list-url'

export function RecordKeys({ customerId }: { customerId: string }) {
  const router = useRouter()
  useShortcuts({
    back: () => {
      if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return
      if (sessionStorage.getItem(lastOpenedKey) === customerId) router.back()
      else router.push(listPath)
    },
  })
  return null
}
