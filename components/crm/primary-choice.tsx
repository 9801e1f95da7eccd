'use client'
// Which system has the last word about customers: one of a few, asked once more before it changes.
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useId, useState } from 'react'
import { Card } from '@/components/ui/card'

const ChoosePrimaryDialog = lazy(() => import('./choose-primary-dialog'))

/** `id` null: Coccinelle itself. */
export type PrimaryOption = { id: string | null; label: string; hint: string | null; current: boolean }

export function PrimaryChoice({ options, mayWrite }: { options: PrimaryOption[]; mayWrite: boolean }) {
  const t = useTranslations('settings.crm.primary')
  const name = useId()
  const [wanted, setWanted] = useState<PrimaryOption | null>(null)
  return (
    <Card title={<span id={`${name}-title`}>{t('title')}</span>} description={t('hint')}>
      <div role="radiogroup" aria-labelledby={`${name}-title`} className="flex flex-col gap-1">
        {options.map((option) => (
          <label
            key={option.id ?? ''}
            className="-mx-2 flex min-h-row cursor-pointer items-center gap-3 rounded px-2 py-1 hover:bg-sunken has-disabled:cursor-default has-disabled:hover:bg-transparent"
          >
            <input
              type="radio"
              name={name}
              checked={option.current}
              disabled={!mayWrite}
              className="size-4 shrink-0 accent-ink"
              // The choice is in force once it is confirmed, and the page then says so.
              onChange={() => {
                setWanted(option)
              }}
            />
            <span className="min-w-0">
              <span className="block font-medium">{option.label}</span>
              {option.hint !== null && <span className="block text-xs text-muted">{option.hint}</span>}
            </span>
          </label>
        ))}
      </div>
      {wanted !== null && (
        <Suspense fallback={null}>
          <ChoosePrimaryDialog
            wanted={wanted}
            onClose={() => {
              setWanted(null)
            }}
          />
        </Suspense>
      )}
    </Card>
  )
}
