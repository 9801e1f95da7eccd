// Previous and next of a list paged by cursor, with the count in words on the left.
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { iconButtonClass } from './button-class'

type PaginationProps = {
  previousHref?: string | undefined
  nextHref?: string | undefined
  children?: ReactNode
}

export function Pagination({ previousHref, nextHref, children }: PaginationProps) {
  const t = useTranslations('common')
  return (
    <nav aria-label={t('pagination.label')} className="flex items-center justify-between gap-3 pt-3">
      <p className="text-muted tabular-nums">{children}</p>
      <div className="flex gap-2">
        <Step
          href={previousHref}
          label={t('pagination.previous')}
          rel="prev"
          icon={<ChevronLeft aria-hidden className="size-4" />}
        />
        <Step href={nextHref} label={t('pagination.next')} rel="next" icon={<ChevronRight aria-hidden className="size-4" />} />
      </div>
    </nav>
  )
}

type StepProps = { href: string | undefined; label: string; rel: string; icon: ReactNode }

function Step({ href, label, rel, icon }: StepProps) {
  const look = iconButtonClass('secondary')
  if (href === undefined)
    return (
      <span role="link" aria-disabled="true" aria-label={label} className={look}>
        {icon}
      </span>
    )
  return (
    <Link href={href} rel={rel} aria-label={label} title={label} className={look}>
      {icon}
    </Link>
  )
}
