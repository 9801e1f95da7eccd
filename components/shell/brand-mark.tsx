// The ladybird.
export function BrandMark({ className }: { className?: string | undefined }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={className}>
      <path className="fill-muted" d="M7.4 7.3a4.6 4.6 0 0 1 9.2 0 9 9 0 0 0-9.2 0Z" />
      <path className="fill-ladybird-mark" d="M11.3 7.6v14.8A7.9 7.9 0 0 1 4 14.5c0-3.8 3.2-6.6 7.3-6.9Z" />
      <path className="fill-ladybird-mark" d="M12.7 7.6v14.8a7.9 7.9 0 0 0 7.3-7.9c0-3.8-3.2-6.6-7.3-6.9Z" />
      <g className="fill-surface">
        <circle cx="8.3" cy="12.4" r="1.4" />
        <circle cx="15.7" cy="12.4" r="1.4" />
        <circle cx="8.6" cy="17.3" r="1.4" />
        <circle cx="15.4" cy="17.3" r="1.4" />
      </g>
    </svg>
  )
}
