// The frame around every page of a signed-in person, with the shop they are in.
import type { ReactNode } from 'react'
import { readPreferences } from '@/app/preferences/read-preferences'
import { Shell } from '@/components/shell/shell'
import { ClientMessages } from '@/components/ui/client-messages'

async function notYet() {
  'use server'
}

export default async function DashboardLayout({ children }: { children: ReactNode }) {
  const preferences = await readPreferences()
  const shop = { id: 'stub', name: 'Ma boutique' }
  const user = { name: 'Camille Durand', email: 'camille@boutique.example' }
  return (
    <ClientMessages namespaces={['nav']}>
      <Shell
        shop={shop}
        shops={[shop]}
        switchShop={notYet}
        user={user}
        preferences={preferences}
        signOut={notYet}
        counts={{}}
      >
        {children}
      </Shell>
    </ClientMessages>
  )
}
