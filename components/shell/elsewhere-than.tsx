'use client'
// Shows its content on every page but some: where the matter is dealt with, saying it twice is noise.
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

export function ElsewhereThan({ paths, children }: { paths: string[]; children: ReactNode }) {
  return paths.includes(usePathname()) ? null : children
}
