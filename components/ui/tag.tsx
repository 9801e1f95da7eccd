// A customer's tag, in its own colour; `children` takes a remove button.
import clsx from 'clsx'
import type { ReactNode } from 'react'
import { hueClass, hueOf, isHue } from './hues'

type TagProps = {
  label: string
  color?: string | null | undefined
  children?: ReactNode
  className?: string | undefined
}

export function Tag({ label, color, children, className }: TagProps) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-sm px-2 text-xs font-medium whitespace-nowrap',
        hueClass[isHue(color) ? color : hueOf(label)],
        className,
      )}
    >
      <span className="truncate">{label}</span>
      {children}
    </span>
  )
}
