// A square button with an icon only; its label is spoken and shown on hover.
import type { ComponentProps, ReactNode } from 'react'
import { iconButtonClass, type ButtonVariant } from './button-class'

type IconButtonProps = Omit<ComponentProps<'button'>, 'children' | 'aria-label' | 'title'> & {
  label: string
  icon: ReactNode
  variant?: ButtonVariant | undefined
}

export function IconButton({ label, icon, variant, className, type = 'button', ...rest }: IconButtonProps) {
  return (
    <button {...rest} type={type} aria-label={label} title={label} className={iconButtonClass(variant, className)}>
      {icon}
    </button>
  )
}
