// A key one can press. Hidden where there is likely no keyboard.
import type { ReactNode } from 'react'

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="hidden h-5 min-w-5 items-center justify-center rounded-sm border border-line bg-sunken px-1 font-sans text-xs text-muted md:inline-flex pointer-coarse:hidden">
      {children}
    </kbd>
  )
}
