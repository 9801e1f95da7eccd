'use client'
// "Pourquoi ?" beside a customer's segment: opens a window that says which conditions held, and gives the word back to the rules.
import { lazy, Suspense, useState } from 'react'
import { useTranslations } from 'next-intl'

const load = () => import('./why-dialog')
const WhyDialog = lazy(load)

export function WhySegment({ customerId, mayEdit }: { customerId: string; mayEdit: boolean }) {
  const t = useTranslations('segments.why')
  const [open, setOpen] = useState(false)
  const near = () => void load()
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onPointerEnter={near}
        onFocus={near}
        onClick={() => {
          setOpen(true)
        }}
        className="-mx-2 inline-flex h-touch items-center rounded px-2 text-muted underline decoration-dotted underline-offset-4 hover:text-ink"
      >
        {t('open')}
      </button>
      <Suspense fallback={null}>
        {open && (
          <WhyDialog
            customerId={customerId}
            mayEdit={mayEdit}
            onClose={() => {
              setOpen(false)
            }}
          />
        )}
      </Suspense>
    </>
  )
}
