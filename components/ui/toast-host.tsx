'use client'
// Where toasts appear. Fetches their script with the first one.
import { lazy, Suspense, useEffect, useState } from 'react'
import { onToast, type ToastMessage } from './toast'

const Toaster = lazy(() => import('./toaster'))

export function ToastHost() {
  const [messages, setMessages] = useState<ToastMessage[]>([])
  useEffect(
    () =>
      onToast((message) => {
        setMessages((before) => [...before, message])
      }),
    [],
  )
  if (messages.length === 0) return null
  return (
    <Suspense fallback={null}>
      <Toaster messages={messages} />
    </Suspense>
  )
}
