'use client'
// The colours that the shop chose for its tags, wherever a tag is shown below it.
import { createContext, type ReactNode, useContext } from 'react'
import { tagKey } from '@/lib/customers/tag-key'

/** By the tag's key. */
const Colors = createContext<Readonly<Record<string, string>>>({})

export function TagColors({ colors, children }: { colors: Readonly<Record<string, string>>; children: ReactNode }) {
  return <Colors value={colors}>{children}</Colors>
}

/** null for a tag that nobody gave a colour. */
export function useTagColor(name: string): string | null {
  const colors = useContext(Colors)
  const key = tagKey(name)
  return Object.hasOwn(colors, key) ? (colors[key] ?? null) : null
}
