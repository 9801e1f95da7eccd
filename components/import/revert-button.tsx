'use client'
// Takes an import back. No question before: what people have touched since stays by itself, and the hint beside says so.
import { Undo2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { revertImport } from '@/app/dashboard/customers/import/actions'
import { Button } from '@/components/ui/button'
import { toast } from '@/components/ui/toast'

export function RevertButton({ id }: { id: string }) {
  const t = useTranslations('imports')
  const [pending, start] = useTransition()
  const revert = () => {
    start(async () => {
      const result = await revertImport({ id }).catch(() => null)
      if (result?.ok !== true) toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
    })
  }
  return (
    <Button variant="danger" loading={pending} icon={<Undo2 aria-hidden className="size-4" />} onClick={revert}>
      {t('result.revert')}
    </Button>
  )
}
