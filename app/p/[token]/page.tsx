// A customer's own preferences, by a link of his: what he receives, and yes or no, channel by channel. It works without its
// script, and reading it changes nothing.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { PreferenceChoices } from '@/components/preferences/preference-choices'
import { PublicFrame } from '@/components/preferences/public-frame'
import { channelChoices, visitPreferencePage } from '@/lib/server/preference-page'
import { preferencePath } from '@/lib/server/preference-link'

type PageProps = {
  params: Promise<{ token: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('preferences')
  return { title: { absolute: t('title') }, referrer: 'no-referrer', robots: { index: false, follow: false, noarchive: true } }
}

export default async function Page({ params, searchParams }: PageProps) {
  const [{ token }, { saved }, t] = await Promise.all([params, searchParams, getTranslations('preferences')])
  const visit = await visitPreferencePage(token)
  if (visit === null) notFound()
  if (visit === 'busy') return <PublicFrame title={t('busy')}>{t('busyHint')}</PublicFrame>
  const { name } = visit.useCase.shop
  return (
    <PublicFrame title={t('heading', { shop: name })}>
      <PreferenceChoices
        shop={name}
        action={`${preferencePath(token)}/save`}
        choices={await channelChoices(visit)}
        saved={typeof saved === 'string' ? saved : null}
      />
    </PublicFrame>
  )
}
