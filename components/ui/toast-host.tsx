'use client'
// Where toasts appear. Their script comes a moment after the page, or with the first of them: one that says that the server
// does not answer must not need the server.
import { type ComponentType, useEffect, useState } from 'react'
import { onToast, type ToastMessage } from './toast'

/** Milliseconds after the page, and between attempts. */
const pause = 3_000

export function ToastHost() {
  const [messages, setMessages] = useState<ToastMessage[]>([])
  const [loaded, setLoaded] = useState<{ Toaster: ComponentType<{ messages: ToastMessage[] }> } | null>(null)
  useEffect(
    () =>
      onToast((message) => {
        setMessages((before) => [...before, message])
      }),
    [],
  )
  const isWanted = messages.length > 0
  const isMissing = loaded === null
  useEffect(() => {
    if (!isMissing) return
    let timer: ReturnType<typeof setTimeout>
    const load = () => {
      import('./toaster').then(
        (module) => setLoaded({ Toaster: module.default }),
        () => (timer = setTimeout(load, pause)),
      )
    }
    timer = setTimeout(load, isWanted ? 0 : pause)
    return () => {
      clearTimeout(timer)
    }
  }, [isWanted, isMissing])
  return isWanted && loaded !== null ? <loaded.Toaster messages={messages} /> : null
}
