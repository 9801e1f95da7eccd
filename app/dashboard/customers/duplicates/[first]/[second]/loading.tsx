// The pair's own shape while it is read.
import { useTranslations } from 'next-intl'
import { Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  const t = useTranslations('common')
  return (
    <div className="mx-auto max-w-page">
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      <Skeleton className="mb-2 h-touch w-24" />
      <Skeleton className="mb-6 h-7 w-64" />
      <Skeleton className="mb-4 h-10 w-80 max-w-full" />
      <Skeleton className="mb-4 h-96 rounded" />
      <Skeleton className="h-72 rounded" />
    </div>
  )
}
