// What a job that asks for agreements has prepared: nothing was sent, and the file is what to send from.
import { Download } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { buttonClass } from '@/components/ui/button-class'
import { Notice } from '@/components/ui/notice'
import type { BulkRecord } from '@/lib/server/bulk/manage-bulk'
import { bulkHref } from './bulk-path'

export function BulkRequests({ record: { id, status, done } }: { record: BulkRecord }) {
  const t = useTranslations('bulk.requests')
  if (done === 0 || (status !== 'done' && status !== 'stopped')) return null
  return (
    <Notice
      tone="info"
      title={t('notSent')}
      action={
        <a href={`${bulkHref(id)}/requests`} download className={buttonClass('primary', 'max-sm:w-full')}>
          <Download aria-hidden className="size-4" />
          {t('download')}
        </a>
      }
    >
      {t('fileHint')}
    </Notice>
  )
}
