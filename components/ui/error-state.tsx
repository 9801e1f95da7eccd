// Something failed: what happened, what is safe, what to do.
import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

type ErrorStateProps = { title: string; children?: ReactNode; action?: ReactNode; level?: 1 | 2 | undefined }

export function ErrorState({ title, children, action, level = 2 }: ErrorStateProps) {
  const Heading = level === 1 ? 'h1' : 'h2'
  return (
    <div role="alert" className="flex flex-col items-center px-4 py-12 text-center">
      <span aria-hidden className="mb-3 flex size-12 items-center justify-center rounded-full bg-warn-soft text-warn">
        <TriangleAlert className="size-5" />
      </span>
      <Heading className="text-base font-semibold">{title}</Heading>
      {children !== undefined && <div className="mt-1 max-w-prose text-muted">{children}</div>}
      {action !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}
