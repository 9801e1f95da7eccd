'use client'
// "Déjà connue ?": while a phone or an e-mail is typed, the customers who have it, each one press away.
import { UserCheck } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { listPath } from '../list-url'

export interface KnownCustomer {
  id: string
  name: string | null
  reach: string | null
}

const isKnown = (body: unknown): body is { customers: KnownCustomer[] } =>
  typeof body === 'object' && body !== null && 'customers' in body && Array.isArray(body.customers)

const wait = 300

export function KnownCustomers({ phone, email }: { phone: string; email: string }) {
  const t = useTranslations('customers')
  const [known, setKnown] = useState<KnownCustomer[]>([])
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      if (phone.trim() === '' && email.trim() === '') return setKnown([])
      const query = new URLSearchParams({ phone, email })
      fetch(`/dashboard/customers/known?${query}`, { signal: stop.signal, headers: { accept: 'application/json' } })
        .then(async (response): Promise<unknown> => (response.ok ? response.json() : null))
        .then((body) => {
          setKnown(isKnown(body) ? body.customers : [])
        })
        // Not knowing is no reason to stop anybody: saving checks again.
        .catch(() => undefined)
    }, wait)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [phone, email])
  return (
    <div aria-live="polite">
      {known.length > 0 && (
        <section aria-label={t('create.known')} className="mt-4 animate-fade-in rounded bg-warn-soft p-3">
          <h2 className="flex items-center gap-2 font-medium">
            <UserCheck aria-hidden className="size-4 text-warn" />
            {t('create.known')}
          </h2>
          <p>{t('create.knownHint')}</p>
          <ul className="mt-2 flex flex-col gap-1">
            {known.map(({ id, name, reach }) => (
              <li key={id}>
                <Link
                  href={`${listPath}/${id}`}
                  aria-label={t('create.open', { name: name ?? t('unknown') })}
                  className="flex min-h-row items-center gap-3 rounded border border-line bg-surface px-3 hover:bg-sunken"
                >
                  <Avatar name={name} seed={id} size="sm" />
                  <span className="min-w-0">
                    <span className="block truncate font-medium">{name ?? t('unknown')}</span>
                    {reach !== null && <span className="block truncate text-xs text-muted tabular-nums">{reach}</span>}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}
