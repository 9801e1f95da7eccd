'use client'
// The keyboard of a list: j and k move, Enter opens (the line's own link), n makes a new one. Coming back finds the line again.
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { useShortcuts } from '@/components/keys/use-shortcuts'
import { isTypingIn } from '@/components/ui/is-typing-in'

/** Which line was opened last, so that coming back lands on it. */
export const lastOpenedKey = 'customers:last-opened'

const lines = () => [...document.querySelectorAll<HTMLElement>('[data-row-link]')].filter((line) => line.offsetParent !== null)

/** The next or the previous line gets the focus, also from another control of a line. */
export function moveLine(step: 1 | -1) {
  const all = lines()
  const at = all.findIndex((line) => line.closest('tr')?.contains(document.activeElement))
  const next = all[at === -1 ? (step === 1 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))]
  next?.focus({ preventScroll: true })
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' })
}

export function ListKeys({ newHref }: { newHref: string | null }) {
  const router = useRouter()
  useEffect(() => {
    const opened = sessionStorage.getItem(lastOpenedKey)
    if (opened !== null) {
      sessionStorage.removeItem(lastOpenedKey)
      // Who types already, before the list has come, is not interrupted.
      if (!isTypingIn(document.activeElement))
        lines()
          .find((line) => line.dataset.rowLink === opened)
          ?.focus({ preventScroll: true })
    }
    const onClick = (event: MouseEvent) => {
      const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-row-link]') : null
      if (line?.dataset.rowLink !== undefined) sessionStorage.setItem(lastOpenedKey, line.dataset.rowLink)
    }
    document.addEventListener('click', onClick)
    return () => {
      document.removeEventListener('click', onClick)
    }
  }, [])
  useShortcuts({
    next: () => moveLine(1),
    previous: () => moveLine(-1),
    open: null,
    ...(newHref === null ? {} : { create: () => router.push(newHref) }),
  })
  return null
}
