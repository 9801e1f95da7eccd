// A phone number, pressed to call. Rendered on the server only: the numbering plans of the world stay out of the browser.
import 'server-only'
import clsx from 'clsx'
import { formatPhone } from './format-phone'

type PhoneProps = {
  /** E.164 */
  value: string
  /** The shop's country, ISO 3166 (FR when it has none). */
  country?: string | undefined
  link?: boolean | undefined
  className?: string | undefined
}

export function Phone({ value, country = 'FR', link = false, className }: PhoneProps) {
  const look = clsx('whitespace-nowrap tabular-nums', className)
  const words = formatPhone(value, country)
  if (!link) return <span className={look}>{words}</span>
  return (
    <a href={`tel:${value}`} className={clsx('hover:underline', look)}>
      {words}
    </a>
  )
}
