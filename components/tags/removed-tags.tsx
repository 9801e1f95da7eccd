'use client'
// Tags that were taken away or merged lately, each with its way back.
import { RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Tag } from '@/components/ui/tag'
import type { RemovedTag } from '@/lib/server/tags'
import { useTagWork } from './use-tag-work'

export function RemovedTags({ tags, mayManage }: { tags: RemovedTag[]; mayManage: boolean }) {
  const t = useTranslations('tags')
  const { pending, restore } = useTagWork()
  if (tags.length === 0) return null
  return (
    <section className="mt-8">
      <h2 className="mb-2 text-sm font-medium text-muted">{t('removed.title')}</h2>
      <ul className="divide-y divide-line">
        {tags.map((tag) => (
          <li key={tag.id} className="flex min-h-12 items-center gap-3 py-1">
            <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1">
              <Tag label={tag.name} color={tag.color} />
              <span className="text-xs text-muted">
                {tag.into === null ? t('removed.gone') : t('removed.into', { into: tag.into })} ·{' '}
                {t('customers', { count: tag.customers })}
              </span>
            </span>
            {mayManage && (
              <Button
                variant="ghost"
                icon={<RotateCcw aria-hidden className="size-4" />}
                disabled={pending}
                aria-label={t('removed.backLabel', { name: tag.name })}
                onClick={() => restore([tag])}
              >
                {t('removed.back')}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
