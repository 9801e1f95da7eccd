'use client'
// The shop one is in; a menu only for those who work in several.
import { ChevronsUpDown, Store } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { startTransition } from 'react'
import { Menu } from '@/components/ui/menu'
import { toast } from '@/components/ui/toast'
import { switchShop } from '@/lib/auth/account-actions'

export type ShopSwitcherProps = {
  shop: { id: string; name: string }
  shops: { id: string; name: string }[]
}

/** Loads the whole page anew, so that nothing of the shop one leaves stays in memory. */
async function open(shopId: string) {
  const result = await switchShop({ shopId })
  if (result.ok) window.location.assign(new URL('/dashboard', window.location.href))
  else toast({ tone: 'danger', title: result.message })
}

export function ShopSwitcher({ shop, shops }: ShopSwitcherProps) {
  const t = useTranslations('nav.shop')
  if (shops.length < 2) return <span className="truncate font-semibold">{shop.name}</span>
  return (
    <Menu
      label={t('label', { name: shop.name })}
      align="start"
      triggerClass="-mx-2 flex h-touch min-w-0 flex-1 items-center gap-2 rounded px-2 font-semibold hover:bg-sunken"
      trigger={
        <>
          <span className="min-w-0 flex-1 truncate text-left">{shop.name}</span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </>
      }
      entries={shops.map(({ id, name }) => ({
        label: name,
        icon: <Store aria-hidden />,
        checked: id === shop.id,
        onSelect: () => {
          if (id !== shop.id) startTransition(() => open(id))
        },
      }))}
    />
  )
}
