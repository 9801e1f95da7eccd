'use client'
// A failure outside the dashboard's frame.
import { FailureState, type FailureProps } from '@/components/shell/failure-state'

export default function ErrorPage(props: FailureProps) {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <FailureState {...props} />
    </main>
  )
}
