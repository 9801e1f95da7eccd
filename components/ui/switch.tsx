// On or off, at once; for choices that wait for "Enregistrer" use a checkbox.
import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

type SwitchProps = Omit<ComponentProps<'input'>, 'type' | 'role'> & { label: ReactNode; hint?: ReactNode }

export function Switch({ label, hint, className, ...rest }: SwitchProps) {
  return (
    <label className={clsx('flex min-h-touch cursor-pointer items-center justify-between gap-4', className)}>
      <span>
        {label}
        {hint !== undefined && <span className="block text-xs text-muted">{hint}</span>}
      </span>
      <span className="relative flex h-5 w-9 shrink-0">
        <input
          {...rest}
          type="checkbox"
          role="switch"
          className="peer h-5 w-9 cursor-pointer appearance-none rounded-full border border-control bg-sunken transition-colors checked:border-ink checked:bg-ink disabled:opacity-50"
        />
        <span
          aria-hidden
          className="pointer-events-none absolute top-1 left-1 size-3 rounded-full bg-control transition-transform peer-checked:translate-x-4 peer-checked:bg-surface"
        />
      </span>
    </label>
  )
}
