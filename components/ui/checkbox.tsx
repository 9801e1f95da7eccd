// A box to tick with its words; the whole line is the target.
import clsx from 'clsx'
import { Check } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'

type CheckboxProps = Omit<ComponentProps<'input'>, 'type'> & {
  label: ReactNode
  labelHidden?: boolean | undefined
  hint?: ReactNode
}

export function Checkbox({ label, labelHidden = false, hint, className, ...rest }: CheckboxProps) {
  return (
    <label
      className={clsx(
        'flex min-h-touch min-w-touch cursor-pointer items-center gap-3',
        labelHidden && 'justify-center',
        className,
      )}
    >
      <span className="relative flex size-4 shrink-0">
        <input
          {...rest}
          type="checkbox"
          className="peer size-4 cursor-pointer appearance-none rounded-sm border border-control bg-surface checked:border-ink checked:bg-ink disabled:opacity-50 aria-invalid:border-danger"
        />
        <Check
          aria-hidden
          strokeWidth={3}
          className="pointer-events-none absolute inset-0 m-auto hidden size-3 text-surface peer-checked:block"
        />
      </span>
      <span className={clsx(labelHidden && 'sr-only')}>
        {label}
        {hint !== undefined && <span className="block text-xs text-muted">{hint}</span>}
      </span>
    </label>
  )
}
