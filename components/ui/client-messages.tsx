// Hands chosen words to the client components below it; the rest stay on the server. `common` and `units` always come along.
import { NextIntlClientProvider } from 'next-intl'
import { getMessages } from 'next-intl/server'
import type { ReactNode } from 'react'
import type { Messages, Namespace } from '@/messages/app-config'

const always = ['common', 'units'] as const satisfies Namespace[]

type ClientMessagesProps = { namespaces?: Namespace[] | undefined; children: ReactNode }

export async function ClientMessages({ namespaces = [], children }: ClientMessagesProps) {
  const messages = await getMessages()
  const wanted = new Set<Namespace>([...always, ...namespaces])
  const picked: Partial<Messages> = Object.fromEntries(
    Object.entries(messages).filter(([name]) => [...wanted].some((one) => one === name)),
  )
  return <NextIntlClientProvider messages={picked}>{children}</NextIntlClientProvider>
}
