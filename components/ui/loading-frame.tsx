// What is common to every page that is still being made: it says so to who cannot see the shapes.
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'

export function LoadingFrame({ className, children }: { className?: string; children: ReactNode }) {
  const t = useTranslations('common')
  return (
    <div className={className}>
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      {children}
    </div>
  )
}
