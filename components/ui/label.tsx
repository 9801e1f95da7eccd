// The words above a control.
import clsx from 'clsx'
import type { ComponentProps } from 'react'

export function Label({ className, ...rest }: ComponentProps<'label'>) {
  return <label {...rest} className={clsx('text-sm font-medium text-ink', className)} />
}
