'use client'
// A secret, this once, with the address it belongs to.
import { useTranslations } from 'next-intl'
import { CopyButton } from '@/components/ui/copy-button'
import { Notice } from '@/components/ui/notice'

type SecretShownProps = { secret: string; url?: string | undefined; children?: React.ReactNode }

export function SecretShown({ secret, url, children }: SecretShownProps) {
  const t = useTranslations('settings.channels')
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" title={t('once')}>
        {t('onceHint')}
      </Notice>
      {url !== undefined && <Value label={t('address')} value={url} copy={t('copyAddress')} />}
      <Value label={t('secret')} value={secret} copy={t('copySecret')} />
      {children}
    </div>
  )
}

function Value({ label, value, copy }: { label: string; value: string; copy: string }) {
  return (
    <div>
      <p className="mb-1 text-sm font-medium">{label}</p>
      <div className="flex flex-wrap items-center gap-2">
        <code className="min-w-0 flex-1 basis-60 rounded bg-sunken px-3 py-2 font-mono text-xs break-all">{value}</code>
        <CopyButton value={value} label={copy} />
      </div>
    </div>
  )
}
