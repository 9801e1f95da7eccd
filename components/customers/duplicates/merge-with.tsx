'use client'
// "Fusionner avec…": the other record is looked for by name, phone or e-mail; choosing it opens the two side by side.
import { Search } from 'lucide-react'
import { useTranslations } from 'next-intl'
import Link from 'next/link'
import { useEffect, useState } from 'react'
import { Avatar } from '@/components/ui/avatar'
import { Dialog } from '@/components/ui/dialog'
import { Input } from '@/components/ui/input'
import { pairPath } from './duplicate-paths'

interface Found {
  id: string
  name: string | null
  reach: string | null
}

const isFound = (body: unknown): body is { customers: Found[] } =>
  typeof body === 'object' && body !== null && 'customers' in body && Array.isArray(body.customers)

const wait = 200

type MergeWithProps = { customerId: string; name: string; open: boolean; onOpenChange: (open: boolean) => void }

export function MergeWith({ customerId, name, open, onOpenChange }: MergeWithProps) {
  const t = useTranslations('duplicates.with')
  const customers = useTranslations('customers')
  const [query, setQuery] = useState('')
  const [found, setFound] = useState<Found[] | 'failed' | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      if (query.trim() === '') return setFound(null)
      fetch(`/dashboard/customers/duplicates/others?${new URLSearchParams({ query, not: customerId })}`, {
        signal: stop.signal,
        headers: { accept: 'application/json' },
      })
        .then(async (response): Promise<unknown> => (response.ok ? response.json() : null))
        .then((body) => setFound(isFound(body) ? body.customers : 'failed'))
        .catch(() => {
          if (!stop.signal.aborted) setFound('failed')
        })
    }, wait)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [query, customerId])
  return (
    <Dialog title={t('title', { name })} description={t('hint')} open={open} onOpenChange={onOpenChange} startsInField>
      <form role="search" onSubmit={(event) => event.preventDefault()} className="relative mt-1">
        <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
        <Input
          type="search"
          aria-label={t('search')}
          placeholder={t('placeholder')}
          value={query}
          maxLength={200}
          autoComplete="off"
          className="pl-9"
          onChange={(event) => setQuery(event.target.value)}
        />
      </form>
      <div aria-live="polite" className="mt-2 min-h-40">
        {found === 'failed' && <p className="py-3 text-danger">{t('failed')}</p>}
        {Array.isArray(found) && found.length === 0 && <p className="py-3 text-muted">{t('nobody')}</p>}
        {Array.isArray(found) && found.length > 0 && (
          <ul className="flex flex-col gap-1">
            {found.map((other) => (
              <li key={other.id}>
                <Link
                  href={pairPath(customerId, other.id)}
                  className="flex min-h-row items-center gap-3 rounded border border-line px-3 hover:bg-sunken"
                >
                  <Avatar name={other.name} seed={other.id} size="sm" />
                  <span className="min-w-0">
                    <span className="block truncate font-medium">{other.name ?? customers('unknown')}</span>
                    {other.reach !== null && (
                      <span className="block truncate text-xs text-muted tabular-nums">{other.reach}</span>
                    )}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Dialog>
  )
}
