'use client'
// How far a round through the shop's customers is; the page asks again until it is finished.
import { useTranslations } from 'next-intl'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { ProgressBar } from '@/components/ui/progress-bar'

/** Milliseconds between two looks. */
const often = 1_500

export function RunProgress({ done, total }: { done: number; total: number | null }) {
  const t = useTranslations('segments')
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh()
    }, often)
    return () => clearInterval(timer)
  }, [router])
  return (
    <div className="mb-4 flex flex-col gap-2 rounded border border-line bg-surface p-4">
      <p className="flex flex-wrap justify-between gap-2">
        <span>{t('run.title')}</span>
        <span className="text-muted tabular-nums">
          {total === null ? '' : t('run.done', { done: Math.min(done, total), total })}
        </span>
      </p>
      <ProgressBar label={t('run.title')} share={total === null ? null : total === 0 ? 1 : done / total} />
    </div>
  )
}
