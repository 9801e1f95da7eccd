'use client'
// The address that a system sends its changes to. It may hold a secret, so it is fetched when asked for and forgotten when hidden.
import { Eye, EyeOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState, useTransition } from 'react'
import { showWebhook } from '@/app/dashboard/settings/crm/actions'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { toast } from '@/components/ui/toast'

export function WebhookAddress({ connectionId, label }: { connectionId: string; label: string }) {
  const t = useTranslations('settings.crm')
  const [address, setAddress] = useState<string | null>(null)
  const [pending, start] = useTransition()
  const show = () => {
    if (address !== null) return setAddress(null)
    start(async () => {
      const result = await showWebhook({ connectionId }).catch(() => null)
      if (result?.ok === true) setAddress(result.data.address)
      else toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
    })
  }
  return (
    <div>
      <p className="mb-2 max-w-prose text-muted">{t('webhook.hint', { label })}</p>
      <div className="flex flex-wrap items-center gap-2">
        <Button
          aria-expanded={address !== null}
          loading={pending}
          icon={address === null ? <Eye aria-hidden className="size-4" /> : <EyeOff aria-hidden className="size-4" />}
          onClick={show}
        >
          {t(address === null ? 'webhook.show' : 'webhook.hide')}
        </Button>
        {address !== null && <CopyButton value={address} label={t('webhook.copy')} />}
      </div>
      {address !== null && (
        <>
          <code className="mt-2 block rounded bg-sunken px-3 py-2 font-mono text-xs break-all">{address}</code>
          <p className="mt-1 text-xs text-muted">{t('webhook.secret')}</p>
        </>
      )}
    </div>
  )
}
