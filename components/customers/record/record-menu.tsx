'use client'
// What is seldom done to a record. Archiving asks first: handles become free, and that cannot be taken back.
import { Archive, Ellipsis, Link, Merge } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState, useTransition } from 'react'
import { archiveCustomer } from '@/app/dashboard/customers/actions'
import { Button } from '@/components/ui/button'
import { iconButtonClass } from '@/components/ui/button-class'
import { Menu } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import { listPath } from '../list-url'
import { usePreferenceLink } from './use-preference-link'

const MergeWith = lazy(() => import('../duplicates/merge-with').then((module) => ({ default: module.MergeWith })))
const Dialog = lazy(() => import('@/components/ui/dialog').then((module) => ({ default: module.Dialog })))

type RecordMenuProps = { customerId: string; name: string; mayEdit: boolean; mayArchive: boolean; mayMerge: boolean }

export function RecordMenu({ customerId, name, mayEdit, mayArchive, mayMerge }: RecordMenuProps) {
  const t = useTranslations('customers.record')
  const duplicates = useTranslations('duplicates.with')
  const router = useRouter()
  const [asking, setAsking] = useState<boolean | null>(null)
  const [merging, setMerging] = useState<boolean | null>(null)
  const [pending, start] = useTransition()
  const { copyLink, dialog } = usePreferenceLink(customerId)
  const archive = () => {
    start(async () => {
      const result = await archiveCustomer({ id: customerId }).catch(() => null)
      if (result?.ok !== true) return toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
      toast({ tone: 'ok', title: t('archive.done') })
      router.push(listPath)
    })
  }
  return (
    <>
      <Menu
        label={t('more')}
        triggerClass={iconButtonClass('ghost')}
        trigger={<Ellipsis aria-hidden className="size-4" />}
        entries={[
          ...(mayEdit ? [{ label: t('preferenceLink.copy'), icon: <Link aria-hidden />, onSelect: copyLink }] : []),
          ...(mayMerge ? [{ label: duplicates('entry'), icon: <Merge aria-hidden />, onSelect: () => setMerging(true) }] : []),
          ...(mayArchive
            ? [{ label: t('archive.entry'), icon: <Archive aria-hidden />, danger: true, onSelect: () => setAsking(true) }]
            : []),
        ]}
      />
      {dialog}
      {merging !== null && (
        <Suspense fallback={null}>
          <MergeWith customerId={customerId} name={name} open={merging} onOpenChange={setMerging} />
        </Suspense>
      )}
      {asking !== null && (
        <Suspense fallback={null}>
          <Dialog
            title={t('archive.title', { name })}
            description={t('archive.body')}
            open={asking}
            onOpenChange={setAsking}
            footer={
              <>
                <Button onClick={() => setAsking(false)}>{t('cancel')}</Button>
                <Button variant="danger" loading={pending} onClick={archive}>
                  {t('archive.confirm')}
                </Button>
              </>
            }
          />
        </Suspense>
      )}
    </>
  )
}
