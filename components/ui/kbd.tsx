// A key one can press. Hidden where there is likely no keyboard, unless keys are what is asked about.
import clsx from 'clsx'
import type { ReactNode } from 'react'

export function Kbd({ always = false, children }: { always?: boolean | undefined; children: ReactNode }) {
  return (
    <kbd
      className={clsx(
        'h-5 min-w-5 items-center justify-center rounded-sm border border-line bg-sunken px-1 font-sans text-xs text-muted',
        always ? 'inline-flex' : 'hidden md:inline-flex pointer-coarse:hidden',
      )}
    >
      {children}
    </kbd>
  )
}
