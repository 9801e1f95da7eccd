// The tags' own shape while they are read.
import { useTranslations } from 'next-intl'
import { Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  const t = useTranslations('common')
  return (
    <div>
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      <Skeleton className="mb-2 h-touch w-24" />
      <Skeleton className="mb-2 h-7 w-40" />
      <Skeleton className="mb-6 h-5 w-64" />
      <Skeleton className="mb-3 h-touch w-full md:max-w-form" />
      <div className="flex flex-col gap-px">
        {Array.from({ length: 10 }, (_, line) => (
          <Skeleton key={line} className="h-12" />
        ))}
      </div>
    </div>
  )
}
