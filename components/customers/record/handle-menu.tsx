'use client'
// What can be done with one phone or e-mail of a customer. A removal is taken back from the toast.
import { Ellipsis, Star, Trash2, Users } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { startTransition } from 'react'
import { addHandle, changeHandle } from '@/app/dashboard/customers/actions'
import { iconButtonClass } from '@/components/ui/button-class'
import { Menu, type MenuEntry } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import type { Handle } from '@/lib/customers/customer'

type HandleMenuProps = {
  customerId: string
  handle: Pick<Handle, 'id' | 'kind' | 'value' | 'shared' | 'isPrimary'>
  /** The value as people read it. */
  words: string
}

export function HandleMenu({ customerId, handle, words }: HandleMenuProps) {
  const t = useTranslations('customers.record')
  const { id: handleId, kind, value, shared, isPrimary } = handle
  const refused = (result: { message: string } | null) => toast({ tone: 'danger', title: result?.message ?? t('unreachable') })
  const change = (what: 'primary' | 'remove' | 'share' | 'unshare') => {
    startTransition(async () => {
      const result = await changeHandle({ id: customerId, handleId, change: what }).catch(() => null)
      if (result?.ok !== true) return void refused(result !== null && !result.ok ? result : null)
      if (what !== 'remove') return
      const undo =
        kind === 'phone' || kind === 'email'
          ? { label: t('undoRemove'), onClick: () => void startTransition(() => putBack(kind)) }
          : undefined
      toast({ tone: 'info', title: t('handleRemoved', { value: words }), action: undo })
    })
  }
  const putBack = async (as: 'phone' | 'email') => {
    const result = await addHandle({ id: customerId, kind: as, value, shared }).catch(() => null)
    if (result?.ok !== true) refused(result !== null && !result.ok ? result : null)
  }
  const isReach = kind === 'phone' || kind === 'email'
  const entries: MenuEntry[] = [
    ...(isReach && !isPrimary
      ? [{ label: t('makePrimary'), icon: <Star aria-hidden />, onSelect: () => change('primary') }]
      : []),
    ...(isReach
      ? [
          {
            label: shared ? t('unshare') : kind === 'phone' ? t('share') : t('shareEmail'),
            icon: <Users aria-hidden />,
            onSelect: () => change(shared ? 'unshare' : 'share'),
          },
        ]
      : []),
    { label: t('removeHandle'), icon: <Trash2 aria-hidden />, danger: true, onSelect: () => change('remove') },
  ]
  return (
    <Menu
      label={t('handleMenu', { value: words })}
      triggerClass={iconButtonClass('ghost')}
      trigger={<Ellipsis aria-hidden className="size-4 text-muted" />}
      entries={entries}
    />
  )
}
