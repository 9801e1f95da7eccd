// Permissions: the ones that miss are named with what stops without them; the whole list is one press away.
import { Check, CircleAlert, CircleDashed } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Notice } from '@/components/ui/notice'
import type { ConnectionView } from '@/lib/server/crm-settings'
import { Disclosure } from './disclosure'
import { missingScopes } from './link-state'

type Scope = ConnectionView['scopes'][number]
type GrantedScopesProps = {
  label: string
  scopes: Scope[]
  /** What a permission is for, in the reader's words; null when there is no text for it. */
  use: (name: string) => string | null
}

export function GrantedScopes({ label, scopes, use }: GrantedScopesProps) {
  const t = useTranslations('settings.crm.scopes')
  if (scopes.length === 0) return null
  return (
    <Disclosure summary={t('show')}>
      <ul aria-label={t('list', { label })} className="flex flex-col divide-y divide-line rounded border border-line">
        {scopes.map((scope) => (
          <li key={scope.name} className="flex flex-wrap items-center gap-x-3 px-3 py-2">
            <span className="min-w-0 flex-1 basis-48">
              <code className="font-mono text-xs break-all">{scope.name}</code>
              {use(scope.name) !== null && <span className="block text-xs text-muted">{use(scope.name)}</span>}
            </span>
            <span className="text-xs text-muted">{t(scope.needed ? 'needed' : 'optional')}</span>
            <Grant scope={scope} />
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}

function Grant({ scope: { needed, granted } }: { scope: Scope }) {
  const t = useTranslations('settings.crm.scopes')
  const Icon = granted ? Check : needed ? CircleAlert : CircleDashed
  const colour = granted ? 'text-ok' : needed ? 'text-danger' : 'text-muted'
  return (
    <span className={`inline-flex w-32 items-center gap-1 text-xs font-medium ${colour}`}>
      <Icon aria-hidden className="size-3 shrink-0" />
      {t(granted ? 'granted' : needed ? 'missing' : 'optionalMissing')}
    </span>
  )
}

export function MissingScopes({ label, scopes, use, action }: GrantedScopesProps & { action: ReactNode }) {
  const t = useTranslations('settings.crm.scopes')
  const missing = missingScopes(scopes)
  if (missing.length === 0) return null
  return (
    <Notice tone="warn" title={t('missingTitle', { count: missing.length })} action={action} className="mb-4">
      <ul className="flex flex-col gap-1">
        {missing.map(({ name }) => (
          <li key={name}>
            <code className="font-mono text-xs break-all">{name}</code>
            {use(name) !== null && <span className="block">{use(name)}</span>}
          </li>
        ))}
      </ul>
      <p className="mt-1">{t('missingBody', { label })}</p>
    </Notice>
  )
}
