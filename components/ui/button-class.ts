// How something pressable looks, for <button> and <a> alike. One primary a screen.
import clsx from 'clsx'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'

const variants: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-ladybird text-on-ladybird hover:bg-ladybird-hover',
  secondary: 'border-line bg-surface text-ink hover:bg-sunken',
  ghost: 'border-transparent text-ink hover:bg-sunken',
  danger: 'border-line bg-surface text-danger hover:border-danger hover:bg-danger-soft',
}

const base =
  'inline-flex h-touch shrink-0 items-center justify-center gap-2 rounded border text-sm font-medium whitespace-nowrap transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50'

/** Words, perhaps with an icon. */
export const buttonClass = (variant: ButtonVariant = 'secondary', className?: string) =>
  clsx(base, 'px-3', variants[variant], className)

/** A square around an icon. */
export const iconButtonClass = (variant: ButtonVariant = 'ghost', className?: string) =>
  clsx(base, 'w-touch', variants[variant], className)
