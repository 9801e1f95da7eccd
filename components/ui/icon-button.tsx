// A square button with an icon only; its label is spoken and shown on hover.
import clsx from 'clsx'
import type { ReactNode } from 'react'
import { Button, type ButtonProps } from './button'

type IconButtonProps = Omit<ButtonProps, 'children' | 'icon' | 'aria-label' | 'title'> & {
  label: string
  icon: ReactNode
}

export function IconButton({ label, variant = 'ghost', className, ...rest }: IconButtonProps) {
  return (
    <Button
      {...rest}
      variant={variant}
      aria-label={label}
      title={label}
      className={clsx('w-touch px-0', className)}
    />
  )
}
