'use client'
// Offers shortcuts while a component is on the page. One listener serves them all, and the `?` window shows what is on offer.
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { isTypingIn } from '@/components/ui/is-typing-in'
import { meaningOf, type ShortcutId } from './shortcuts'

/**
 * null: the browser or the field itself does it (Enter on a link); it is on offer and shown, nothing more. A handler that
 * gives back false leaves the key to whoever offered it before, and at last to the browser.
 */
type Handler = (() => unknown) | null
export type Handlers = Partial<Record<ShortcutId, Handler>>

interface Offer {
  ids: readonly ShortcutId[]
  handlers: { readonly current: Handlers }
}

/** The latest last. A change makes a new list. */
let offers: readonly Offer[] = []
const listeners = new Set<() => void>()

function change(next: readonly Offer[]): void {
  offers = next
  for (const listener of listeners) listener()
}

const namesOf = (all: readonly Offer[]): ShortcutId[] => all.toReversed().flatMap(({ ids }) => ids)

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
const noOffers: readonly Offer[] = []

/** What is on offer now, the latest first, once each. */
export function useOfferedShortcuts(): ShortcutId[] {
  const all = useSyncExternalStore(
    subscribe,
    () => offers,
    () => noOffers,
  )
  return [...new Set(namesOf(all))]
}

/** The keys must stay the same while the component lives; the handlers may change. */
export function useShortcuts(handlers: Handlers): void {
  const latest = useRef(handlers)
  useEffect(() => {
    latest.current = handlers
  })
  const names = Object.keys(handlers).join(' ')
  useEffect(() => {
    const offer: Offer = { ids: idsOf(latest.current), handlers: latest }
    change([...offers, offer])
    return () => {
      change(offers.filter((one) => one !== offer))
    }
  }, [names])
}

const isId = (handlers: Handlers, name: string): name is ShortcutId => name in handlers
const idsOf = (handlers: Handlers): ShortcutId[] => Object.keys(handlers).filter((name) => isId(handlers, name))

/** Whether somebody wanted the press. */
function answer(id: ShortcutId, offer: Offer | undefined): 'done' | 'browser' | 'declined' {
  const handler = offer?.handlers.current[id] ?? null
  if (handler === null) return 'browser'
  return handler() === false ? 'declined' : 'done'
}

/** Time between the two presses of `g t`, at most. Milliseconds. */
const together = 1_200

/** Listens for all of them; once, in the frame. */
export function useShortcutListener(): void {
  useEffect(() => {
    let pending: string | null = null
    let forget: ReturnType<typeof setTimeout> | undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isModifier(event.key)) return
      const typing = isTypingIn(event.target)
      const before = pending
      clearTimeout(forget)
      pending = null
      for (let left = offers; ;) {
        const meaning = meaningOf(event, namesOf(left), { pending: before, typing, apple: isApple() })
        if (meaning === null) return
        if ('pending' in meaning) {
          pending = meaning.pending
          forget = setTimeout(() => (pending = null), together)
          return
        }
        const offer = left.findLast(({ ids }) => ids.includes(meaning.id))
        const answered = answer(meaning.id, offer)
        if (answered === 'done') event.preventDefault()
        if (answered !== 'declined') return
        left = left.filter((one) => one !== offer)
      }
    }
    document.addEventListener('keydown', onKey)
    return () => {
      clearTimeout(forget)
      document.removeEventListener('keydown', onKey)
    }
  }, [])
}

const isModifier = (key: string): boolean => ['Shift', 'Control', 'Alt', 'Meta', 'CapsLock', 'AltGraph'].includes(key)

export const isApple = (): boolean => /mac|iphone|ipad|ipod/i.test(navigator.userAgent)

const never = () => () => undefined

/** Whether ⌘ is what Ctrl is elsewhere; false until the page's script runs. */
export const useApple = (): boolean => useSyncExternalStore(never, isApple, () => false)
