// One line of text.
import clsx from 'clsx'
import type { ComponentProps } from 'react'
import { controlClass } from './control-class'

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={clsx(controlClass, 'h-touch', className)} />
}
