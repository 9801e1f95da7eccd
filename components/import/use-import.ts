'use client'
// Changes to how a file is read, saved at once and one after another; until the page is up to date the choice shows.
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useOptimistic, useRef, useTransition } from 'react'
import { changeReading } from '@/app/dashboard/customers/import/actions'
import { toast } from '@/components/ui/toast'
import type { ImportSettings } from '@/lib/customers/import/import-settings'

export interface OpenImport {
  id: string
  version: number
  settings: ImportSettings
}

export function useImport({ id, version, settings }: OpenImport) {
  const t = useTranslations('imports')
  const router = useRouter()
  const [pending, start] = useTransition()
  const [shown, show] = useOptimistic(settings, (current: ImportSettings, changes: Partial<ImportSettings>) => ({
    ...current,
    ...changes,
  }))
  /** The newest version known: a second change may come before the page has heard of the first. */
  const newest = useRef(version)
  const before = useRef<Promise<unknown>>(Promise.resolve())
  useEffect(() => {
    newest.current = version
  }, [version])

  const change = (changes: Partial<ImportSettings>) => {
    start(async () => {
      show(changes)
      const turn = before.current.then(() => changeReading({ id, version: newest.current, changes })).catch(() => null)
      before.current = turn
      const result = await turn
      if (result?.ok === true) {
        newest.current = result.data.version
        return
      }
      toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      // Somebody else was quicker, or the import is past this step: the page as it is now.
      if (result?.code === 'conflict') router.refresh()
    })
  }
  return { settings: shown, pending, change }
}
