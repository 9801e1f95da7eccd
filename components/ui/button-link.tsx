// A link that looks like a button.
import Link from 'next/link'
import type { ComponentProps, ReactNode } from 'react'
import { buttonClass, type ButtonVariant } from './button-class'

type ButtonLinkProps = ComponentProps<typeof Link> & { variant?: ButtonVariant | undefined; icon?: ReactNode }

export function ButtonLink({ variant, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={buttonClass(variant, className)}>
      {icon}
      {children}
    </Link>
  )
}
