// What this role may not do, and who can.
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from '@/components/ui/empty-state'

type ForbiddenStateProps = { title: string; level?: 1 | 2; children: ReactNode }

/** A page of its own (`level` 1), or what stands under a page's heading. */
export function ForbiddenState({ title, level = 1, children }: ForbiddenStateProps) {
  return (
    <EmptyState level={level} icon={<Lock />} title={title}>
      {children}
    </EmptyState>
  )
}
