// Several lines of text; grows with what is written where the browser can.
import clsx from 'clsx'
import type { ComponentProps } from 'react'
import { controlClass } from './control-class'

export function Textarea({ className, rows = 3, ...rest }: ComponentProps<'textarea'>) {
  return (
    <textarea
      {...rest}
      rows={rows}
      className={clsx(controlClass, 'border-control field-sizing-content max-h-80 min-h-20 py-2', className)}
    />
  )
}
