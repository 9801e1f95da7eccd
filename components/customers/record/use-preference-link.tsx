'use client'
// Makes a customer's preference link and puts it on the clipboard; where that is refused, shows it to be copied by hand.
import { useTranslations } from 'next-intl'
import { lazy, type ReactNode, startTransition, Suspense, useState } from 'react'
import { makeLink } from '@/app/dashboard/customers/actions'
import { CopyButton } from '@/components/ui/copy-button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import { toast } from '@/components/ui/toast'

const Dialog = lazy(() => import('@/components/ui/dialog').then((module) => ({ default: module.Dialog })))

export function usePreferenceLink(customerId: string): { copyLink: () => void; dialog: ReactNode } {
  const t = useTranslations('customers.record')
  const [link, show] = useState<string | null>(null)
  const copyLink = () => {
    startTransition(async () => {
      const result = await makeLink({ id: customerId }).catch(() => null)
      if (result?.ok !== true) return void toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      const copied = await copy(result.data.link)
      if (copied) toast({ tone: 'ok', title: t('preferenceLink.copied') })
      else show(result.data.link)
    })
  }
  const dialog = link !== null && (
    <Suspense fallback={null}>
      <Dialog open title={t('preferenceLink.title')} description={t('preferenceLink.byHand')} onOpenChange={() => show(null)}>
        <div className="flex items-end gap-2">
          <Field label={t('preferenceLink.label')} className="min-w-0 flex-1">
            {(control) => <Input {...control} readOnly value={link} onFocus={(event) => event.target.select()} />}
          </Field>
          <CopyButton value={link} />
        </div>
      </Dialog>
    </Suspense>
  )
  return { copyLink, dialog }
}

/** False where the browser has no clipboard (no https) or does not give it away. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
