// The look shared by everything one types or picks in. 16 px on a phone, or iOS zooms into the field.
export const controlClass =
  'w-full rounded border bg-surface px-3 text-base text-ink transition-colors placeholder:text-muted sm:text-sm hover:border-ink focus-visible:border-focus focus-visible:outline-offset-0 disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted aria-invalid:border-danger'
