// What an import did: its numbers, the rows that were left, and the ways on and back.
import { Download, FileUp, Users } from 'lucide-react'
import { useFormatter, useTranslations } from 'next-intl'
import { listPath } from '@/components/customers/list-url'
import { buttonClass } from '@/components/ui/button-class'
import { ButtonLink } from '@/components/ui/button-link'
import { Card } from '@/components/ui/card'
import { Notice } from '@/components/ui/notice'
import type { ImportCounts } from '@/lib/customers/import/import-report'
import { keptDays } from '@/lib/customers/import/import-settings'
import { Figures } from './figures'
import { importHref, importsPath } from './import-path'
import { RevertButton } from './revert-button'

type ImportResultProps = {
  id: string
  status: 'done' | 'cancelled'
  counts: ImportCounts
  done: number
  total: number
  revertUntil: Date | null
}

export function ImportResult({ id, status, counts, done, total, revertUntil }: ImportResultProps) {
  const t = useTranslations('imports.result')
  const format = useFormatter()
  const failed = counts.conflict + counts.refused
  return (
    <div className="flex flex-col gap-4">
      {status === 'done' ? (
        <Notice tone="ok" title={t('doneTitle')} />
      ) : (
        <Notice tone="warn" title={t('cancelledTitle')}>
          {t('cancelledBody', { done, total })}
        </Notice>
      )}
      <Card flush>
        <div className="overflow-hidden rounded">
          <Figures counts={counts} />
        </div>
      </Card>
      {failed > 0 && revertUntil !== null && (
        <Card>
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="min-w-0 flex-1 basis-60 text-muted">{t('failedHint')}</p>
            <a href={`${importHref(id)}/failed`} download className={buttonClass('secondary')}>
              <Download aria-hidden className="size-4" />
              {t('failed', { count: failed })}
            </a>
          </div>
        </Card>
      )}
      <div className="flex flex-wrap gap-2">
        <ButtonLink variant="primary" href={`${listPath}?sort=created`} icon={<Users aria-hidden className="size-4" />}>
          {t('see')}
        </ButtonLink>
        <ButtonLink href={importsPath} icon={<FileUp aria-hidden className="size-4" />}>
          {t('another')}
        </ButtonLink>
      </div>
      <Card>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="min-w-0 flex-1 basis-60 text-muted">
            {revertUntil === null
              ? t('tooOld', { days: keptDays })
              : t('revertHint', { date: format.dateTime(revertUntil, { dateStyle: 'long' }) })}
          </p>
          {revertUntil !== null && <RevertButton id={id} />}
        </div>
      </Card>
    </div>
  )
}
