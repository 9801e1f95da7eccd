'use client'
// A customer's tag, in the shop's colour for it; `children` takes a remove button.
import clsx from 'clsx'
import type { ReactNode } from 'react'
import { hueClass, hueOf, isHue } from './hues'
import { useTagColor } from './tag-colors'

type TagProps = {
  label: string
  /** Where it is known already. */
  color?: string | null | undefined
  children?: ReactNode
  className?: string | undefined
}

export function Tag({ label, color, children, className }: TagProps) {
  const chosen = useTagColor(label)
  const hue = color ?? chosen
  return (
    <span
      className={clsx(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-sm px-2 text-xs font-medium whitespace-nowrap',
        hueClass[isHue(hue) ? hue : hueOf(label)],
        className,
      )}
    >
      <span className="truncate">{label}</span>
      {children}
    </span>
  )
}
