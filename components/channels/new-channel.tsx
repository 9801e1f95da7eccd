'use client'
// Opens a channel: its kind, a name, its secret; then the address and the secret, shown this once. The dialog is fetched on demand.
import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { ChannelKind } from '@/lib/server/channels'

const NewChannelDialog = lazy(() => import('./new-channel-dialog'))

export function NewChannel({ kinds }: { kinds: ChannelKind[] }) {
  const t = useTranslations('settings.channels')
  const [open, setOpen] = useState<boolean | null>(null)
  return (
    <>
      <Button
        variant="primary"
        icon={<Plus aria-hidden className="size-4" />}
        onClick={() => {
          setOpen(true)
        }}
      >
        {t('new')}
      </Button>
      {open !== null && (
        <Suspense fallback={null}>
          <NewChannelDialog kinds={kinds} open={open} onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  )
}
