'use client'
// The one thing to press, within reach wherever one has scrolled; and the way out.
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { dropImport, runImport } from '@/app/dashboard/customers/import/actions'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'
import { importsPath } from './import-path'

type StartBarProps = { id: string; version: number; records: number; waiting: boolean; blocked: boolean }

export function StartBar({ id, version, records, waiting, blocked }: StartBarProps) {
  const t = useTranslations('imports')
  const router = useRouter()
  const [pending, start] = useTransition()
  const run = () => {
    start(async () => {
      const result = await runImport({ id, version }).catch(() => null)
      if (result?.ok === true) return
      toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      if (result?.code === 'conflict') router.refresh()
    })
  }
  const discard = () => {
    start(async () => {
      const result = await dropImport({ id }).catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      toast({ tone: 'ok', title: t('bar.discarded') })
      router.push(importsPath)
    })
  }
  return (
    <div
      role="region"
      aria-label={t('bar.label')}
      className="sticky bottom-16 z-bar flex flex-wrap items-center justify-end gap-2 rounded border border-line bg-raised px-4 py-3 shadow-float md:bottom-4"
    >
      <p role="status" className="mr-auto text-muted max-sm:sr-only">
        {waiting ? t('bar.wait') : t('bar.safe')}
      </p>
      <Button disabled={pending} onClick={discard}>
        {t('bar.discard')}
      </Button>
      <Button variant="primary" loading={pending} disabled={waiting || blocked || records === 0} onClick={run}>
        {records > 0 ? t('bar.run', { records }) : waiting ? t('bar.wait') : t('bar.nothing')}
      </Button>
    </div>
  )
}
