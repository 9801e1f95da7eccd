// The imports before this one: when, by whom, how it went.
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { Card } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/relative-time'
import type { ImportStatus } from '@/lib/customers/import/import-status'
import { importHref } from './import-path'
import { ImportState } from './import-state'

export interface RecentImport {
  id: string
  fileName: string
  status: ImportStatus
  created: number
  changed: number
  by: string
  at: Date
}

export function RecentImports({ imports }: { imports: readonly RecentImport[] }) {
  const t = useTranslations('imports')
  return (
    <Card title={t('recent.title')} flush>
      {imports.length === 0 ? (
        <p className="p-4 text-muted">{t('recent.empty')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {imports.map(({ id, fileName, status, created, changed, by, at }) => (
            <li
              key={id}
              className="relative flex min-h-row flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-sunken focus-within:bg-sunken"
            >
              <div className="min-w-0 flex-1 basis-60">
                <Link href={importHref(id)} className="font-medium break-words after:absolute after:inset-0 after:content-['']">
                  {fileName}
                </Link>
                {status !== 'checking' && status !== 'checked' && (
                  <span className="block text-xs text-muted">{t('recent.line', { created, changed })}</span>
                )}
              </div>
              <span className="text-xs text-muted">
                <RelativeTime value={at} /> {t('recent.by', { name: by })}
              </span>
              <ImportState status={status} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
