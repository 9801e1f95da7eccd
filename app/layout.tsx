// The document: language, theme, font. Every page below is rendered for its request, which the nonce of proxy.ts needs.
import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import { getLocale } from 'next-intl/server'
import type { ReactNode } from 'react'
import { readTheme, themeCookie } from '@/components/shell/preferences'
import { ClientMessages } from '@/components/ui/client-messages'
import { ToastHost } from '@/components/ui/toast-host'
import { palette } from '@/tailwind.config'
import { fontVariables } from './fonts'
import './globals.css'

export const metadata: Metadata = {
  title: { default: 'Coccinelle', template: '%s · Coccinelle' },
  robots: { index: false, follow: false },
}

async function chosenTheme() {
  const jar = await cookies()
  return readTheme(jar.get(themeCookie)?.value)
}

export async function generateViewport(): Promise<Viewport> {
  const theme = await chosenTheme()
  const [light, dark] = palette.canvas
  if (theme !== 'system') return { themeColor: theme === 'dark' ? dark : light }
  return {
    themeColor: [
      { media: '(prefers-color-scheme: light)', color: light },
      { media: '(prefers-color-scheme: dark)', color: dark },
    ],
  }
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, theme] = await Promise.all([getLocale(), chosenTheme()])
  return (
    <html lang={locale} data-theme={theme === 'system' ? undefined : theme} className={fontVariables}>
      <body>
        <ClientMessages>
          {children}
          <ToastHost />
        </ClientMessages>
      </body>
    </html>
  )
}
