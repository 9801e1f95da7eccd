// Sign-in: e-mail, password, the language, and nothing else.
import type { Metadata } from 'next'
import { cookies } from 'next/headers'
import { redirect } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { readPreferences } from '@/app/preferences/read-preferences'
import { SignInForm } from '@/components/login/sign-in-form'
import { BrandMark } from '@/components/shell/brand-mark'
import { DisplayMenu } from '@/components/shell/display-menu'
import { ClientMessages } from '@/components/ui/client-messages'
import { currentSession } from '@/lib/auth/session'
import { sessionCookie } from '@/lib/auth/session-cookie'
import { safeNext } from '@/lib/server/sign-in-path'
import { submitSignIn } from './actions'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('auth')
  return { title: t('title') }
}

export default async function Page({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  const path = safeNext(typeof next === 'string' ? next : null)
  if ((await currentSession()) !== null) redirect(path)
  const [t, jar, preferences] = await Promise.all([getTranslations('auth'), cookies(), readPreferences()])
  const sessionEnded = (jar.get(sessionCookie().name)?.value ?? '') !== ''
  return (
    <ClientMessages namespaces={['auth', 'nav']}>
      <main className="mx-auto flex min-h-dvh max-w-[400px] flex-col justify-center gap-6 px-4 py-12">
        <header className="flex flex-col items-center gap-3 text-center">
          <BrandMark className="size-12" />
          <div>
            <h1 className="text-lg font-semibold tracking-tight">{t('heading')}</h1>
            <p className="text-muted">{t('subheading')}</p>
          </div>
        </header>
        <section aria-label={t('title')} className="rounded border border-line bg-surface p-4 sm:p-6">
          <SignInForm action={submitSignIn} next={path} sessionEnded={sessionEnded} />
        </section>
        <footer className="flex items-center justify-between gap-3 text-xs text-muted">
          <p>{t('forgotten')}</p>
          <DisplayMenu preferences={preferences} />
        </footer>
      </main>
    </ClientMessages>
  )
}
