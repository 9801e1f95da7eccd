// The till's own shape while it is made ready: the heading, the field, the lines.
import { useTranslations } from 'next-intl'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  const t = useTranslations('common')
  return (
    <div className="mx-auto max-w-page">
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      <div className="mb-2 flex h-touch items-center">
        <Skeleton className="h-7 w-24" />
      </div>
      <Skeleton className="mb-6 h-16 rounded!" />
      <SkeletonRows rows={8} />
    </div>
  )
}
