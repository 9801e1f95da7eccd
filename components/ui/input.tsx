// One line of text.
import clsx from 'clsx'
import type { ComponentProps } from 'react'
import { controlClass } from './control-class'

type InputProps = ComponentProps<'input'> & {
  /** A fainter border, for a field that its icon gives away. */
  quiet?: boolean | undefined
}

export function Input({ quiet = false, className, ...rest }: InputProps) {
  return <input {...rest} className={clsx(controlClass, quiet ? 'border-line' : 'border-control', 'h-touch', className)} />
}
