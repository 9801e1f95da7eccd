// A box to tick in 44 px. It keeps its own state: the selection's script comes later, finds what was ticked and follows.

type SelectBoxProps = {
  label: string
  /** The customer's id; without it the box is the page's. */
  id?: string
}

export function SelectBox({ label, id }: SelectBoxProps) {
  return (
    <span className="relative z-10 flex size-row items-center justify-center">
      <input
        type="checkbox"
        aria-label={label}
        autoComplete="off"
        {...(id === undefined ? { 'data-select-page': '' } : { 'data-select': id })}
        className="peer absolute inset-0 size-full cursor-pointer appearance-none rounded -outline-offset-2"
      />
      <span
        aria-hidden
        className="pointer-events-none size-4 rounded-sm border border-control bg-surface peer-checked:border-ink peer-checked:bg-ink peer-indeterminate:border-ink peer-indeterminate:bg-ink"
      />
      <span
        aria-hidden
        className="pointer-events-none absolute mb-px hidden h-2 w-1 rotate-45 border-r-2 border-b-2 border-surface peer-checked:block"
      />
      <span aria-hidden className="pointer-events-none absolute hidden h-px w-2 bg-surface peer-indeterminate:block" />
    </span>
  )
}
