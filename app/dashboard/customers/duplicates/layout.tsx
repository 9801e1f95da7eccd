// What stays while one goes from pair to pair.
import type { ReactNode } from 'react'
import { UndoLastKey } from '@/components/customers/duplicates/undo-last-key'

export default function DuplicatesLayout({ children }: { children: ReactNode }) {
  return (
    <>
      <UndoLastKey />
      {children}
    </>
  )
}
