'use client'
// A link that knows whether its page is the one shown.
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

type NavLinkProps = {
  href: string
  exact?: boolean | undefined
  title?: string | undefined
  className: string
  children: ReactNode
}

export function NavLink({ href, exact = false, title, className, children }: NavLinkProps) {
  const path = usePathname()
  const current = path === href || (!exact && path.startsWith(`${href}/`))
  return (
    <Link href={href} title={title} aria-current={current ? 'page' : undefined} className={className}>
      {children}
    </Link>
  )
}
