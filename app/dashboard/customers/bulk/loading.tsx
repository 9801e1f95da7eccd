// The shape of the list of bulk jobs while it is read.
import { useTranslations } from 'next-intl'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  const t = useTranslations('common')
  return (
    <div>
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      <Skeleton className="mb-3 h-touch w-20" />
      <Skeleton className="mb-6 h-7 w-64" />
      <SkeletonRows rows={6} />
    </div>
  )
}
