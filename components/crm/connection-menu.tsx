'use client'
// What is seldom done to a link. The dialog is fetched on demand.
import { Ellipsis, Unplug } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useState } from 'react'
import { iconButtonClass } from '@/components/ui/button-class'
import { Menu } from '@/components/ui/menu'
import type { UnlinkDialogProps } from './unlink-dialog'

const UnlinkDialog = lazy(() => import('./unlink-dialog'))

export function ConnectionMenu(props: Omit<UnlinkDialogProps, 'onClose'>) {
  const t = useTranslations('settings.crm')
  const [open, setOpen] = useState(false)
  return (
    <>
      <Menu
        label={t('more', { label: props.label })}
        triggerClass={iconButtonClass('ghost')}
        trigger={<Ellipsis aria-hidden className="size-4" />}
        align="end"
        entries={[
          {
            label: t('unlink.entry'),
            icon: <Unplug aria-hidden />,
            danger: true,
            onSelect: () => {
              setOpen(true)
            },
          },
        ]}
      />
      {open && (
        <Suspense fallback={null}>
          <UnlinkDialog
            {...props}
            onClose={() => {
              setOpen(false)
            }}
          />
        </Suspense>
      )}
    </>
  )
}
