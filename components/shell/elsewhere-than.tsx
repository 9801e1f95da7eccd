'use client'
// Shows its content on every page but one: where the matter is dealt with, saying it twice is noise.
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

export function ElsewhereThan({ path, children }: { path: string; children: ReactNode }) {
  return usePathname() === path ? null : children
}
