// A button with its icon and, while it works, a spinner in the icon's place so that nothing moves.
import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { buttonClass, type ButtonVariant } from './button-class'

export type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant | undefined
  icon?: ReactNode
  loading?: boolean | undefined
}

export function Button({ variant, icon, loading = false, className, children, disabled, type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled === true || loading}
      aria-busy={loading || undefined}
      className={buttonClass(variant, className)}
    >
      {loading ? <LoaderCircle aria-hidden className="size-4 animate-spin" /> : icon}
      {children}
    </button>
  )
}
