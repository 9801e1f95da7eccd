'use client'
// Brings the open view's tab into sight where the tabs do not fit.
import { useEffect } from 'react'

export function ShowCurrentTab({ id, label }: { id: string | null; label: string }) {
  useEffect(() => {
    const tabs = document.querySelector(`nav[aria-label="${CSS.escape(label)}"]`)
    const tab = tabs?.querySelector('[aria-current="page"]')
    if (!(tabs instanceof HTMLElement) || !(tab instanceof HTMLElement)) return
    // Moves the tabs alone, never the page.
    const { left, right } = tab.getBoundingClientRect()
    const room = tabs.getBoundingClientRect()
    if (left < room.left || right > room.right) tabs.scrollLeft += left - room.left - (room.width - (right - left)) / 2
  }, [id, label])
  return null
}
