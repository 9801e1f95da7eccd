// The list's own shape while it is read.
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
      <Skeleton className="mb-6 h-7 w-40" />
      <div className="flex flex-col gap-px">
        {Array.from({ length: 8 }, (_, line) => (
          <Skeleton key={line} className="h-16" />
        ))}
      </div>
    </div>
  )
}
