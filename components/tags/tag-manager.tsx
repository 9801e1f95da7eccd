'use client'
// The shop's tags in a list; those that are chosen can be merged, also from several pages of it.
import { Merge } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import type { ListedTag } from '@/lib/server/tags'
import { TagRow } from './tag-row'

const MergeDialog = lazy(() => import('./merge-tags-dialog'))

export function TagManager({ tags, mayManage }: { tags: ListedTag[]; mayManage: boolean }) {
  const t = useTranslations('tags')
  const [chosen, choose] = useState<ReadonlyMap<string, ListedTag>>(new Map())
  const [merging, setMerging] = useState(false)
  const list = useRef<HTMLUListElement>(null)
  const toggle = (tag: ListedTag) => {
    const next = new Map(chosen)
    if (!next.delete(tag.id)) next.set(tag.id, tag)
    choose(next)
  }
  const leave = (id: string) => {
    if (chosen.has(id)) choose(new Map([...chosen].filter(([one]) => one !== id)))
    list.current?.focus({ preventScroll: true })
  }
  return (
    <>
      <ul ref={list} tabIndex={-1} aria-label={t('list')} className="overflow-hidden rounded border border-line bg-surface">
        {tags.map((tag) => (
          <TagRow
            key={tag.id}
            tag={tag}
            mayManage={mayManage}
            isChosen={chosen.has(tag.id)}
            onChoose={() => toggle(tag)}
            onRemoved={() => leave(tag.id)}
          />
        ))}
      </ul>
      {chosen.size > 0 && (
        <div className="sticky bottom-14 z-bar -mx-4 flex flex-wrap items-center justify-end gap-2 border-t border-line bg-canvas px-4 py-3 md:bottom-0 md:mx-0 md:px-0">
          <p role="status" className="mr-auto">
            {t('chosen', { count: chosen.size })}
            {chosen.size === 1 && <span className="block text-xs text-muted">{t('chooseMore')}</span>}
          </p>
          <Button variant="ghost" onClick={() => choose(new Map())}>
            {t('unselect')}
          </Button>
          <Button
            variant="primary"
            icon={<Merge aria-hidden className="size-4" />}
            disabled={chosen.size < 2}
            onClick={() => setMerging(true)}
          >
            {t('mergeChosen')}
          </Button>
        </div>
      )}
      <Suspense fallback={null}>
        {merging && (
          <MergeDialog
            // As they are now: names and counts may have changed since they were chosen.
            tags={[...chosen.values()].map((tag) => tags.find(({ id }) => id === tag.id) ?? tag)}
            onDone={() => {
              setMerging(false)
              choose(new Map())
              list.current?.focus({ preventScroll: true })
            }}
            onClose={() => setMerging(false)}
          />
        )}
      </Suspense>
    </>
  )
}
