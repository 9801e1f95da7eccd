// The shape of a page while it is being made.
import { useTranslations } from 'next-intl'
import { Skeleton, SkeletonRows } from '@/components/ui/skeleton'

export default function Loading() {
  const t = useTranslations('common')
  return (
    <div>
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      <Skeleton className="mb-6 h-touch w-48" />
      <SkeletonRows rows={10} />
    </div>
  )
}
