// A page that this role may not use, and who can.
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from '@/components/ui/empty-state'

export function ForbiddenState({ title, children }: { title: string; children: ReactNode }) {
  return (
    <EmptyState icon={<Lock />} title={title}>
      {children}
    </EmptyState>
  )
}
