// The frame of a page for a shop's customers. Nothing of the dashboard.
import type { ReactNode } from 'react'

/** Names the page, and what is asked on it. */
export const headingId = 'heading'

type PublicFrameProps = { title: string; children: ReactNode }

export function PublicFrame({ title, children }: PublicFrameProps) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-form flex-col gap-6 px-4 py-8 sm:py-16">
      <h1 id={headingId} className="text-lg font-semibold tracking-tight break-words">
        {title}
      </h1>
      <div className="text-base">{children}</div>
    </main>
  )
}
