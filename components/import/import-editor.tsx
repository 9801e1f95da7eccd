'use client'
// Everything that is decided before an import runs, on one page; what it would do is worked out anew at every change.
import { useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/notice'
import type { FilePreview } from '@/lib/server/import/sample-file'
import type { ImportCounts } from '@/lib/customers/import/import-report'
import { ColumnsCard } from './columns-card'
import { PolicyCard } from './policy-card'
import { ReadingCard } from './reading-card'
import { StartBar } from './start-bar'
import { type OpenImport, useImport } from './use-import'

type ImportEditorProps = {
  open: OpenImport
  preview: FilePreview | null
  checking: boolean
  counts: ImportCounts
  /** Why the file cannot run as it is read now. */
  trouble: string | null
  children: React.ReactNode
}

/** `children` is the summary of the dry run, made on the server. */
export function ImportEditor({ open, preview, checking, counts, trouble, children }: ImportEditorProps) {
  const t = useTranslations('imports')
  const { settings, pending, change } = useImport(open)
  return (
    <div className="flex flex-col gap-4">
      {trouble !== null && <Notice tone="danger" title={trouble} />}
      {children}
      {counts.consent_source > 0 && settings.consentSource === null && (
        <Notice tone="warn" title={t('check.consent_source', { count: counts.consent_source })} />
      )}
      <PolicyCard settings={settings} onChange={change} />
      <ReadingCard settings={settings} preview={preview} onChange={change} />
      <ColumnsCard settings={settings} preview={preview} onChange={change} />
      <StartBar
        id={open.id}
        version={open.version}
        records={counts.created + counts.changed}
        waiting={checking || pending}
        blocked={trouble !== null}
      />
    </div>
  )
}
