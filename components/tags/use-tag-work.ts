'use client'
// What is done to tags: each says in passing that it is done, and how to take it back.
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { bringBackTags, mergeTags, removeTag, saveTagColor, saveTagName } from '@/app/dashboard/customers/tags/actions'
import { toast } from '@/components/ui/toast'
import type { RenameOutcome } from '@/lib/customers/tags/rename-tag'
import type { TagColor } from '@/lib/customers/tags/tag-colors'
import type { ListedTag } from '@/lib/server/tags'

type Named = Pick<ListedTag, 'id' | 'name'>
type Answer<T> = { ok: true; data: T } | { ok: false; message: string; issues: { message: string }[] }

interface TagWork {
  pending: boolean
  color: (tag: Named, color: TagColor | null) => void
  remove: (tag: Named, then: () => void) => void
  restore: (tags: Named[]) => void
  merge: (kept: Named, others: Named[], then: () => void) => void
  /** null when it was refused, which is said. */
  rename: (tag: Pick<ListedTag, 'id' | 'version'>, name: string, then: (outcome: RenameOutcome | string) => void) => void
}

export function useTagWork(): TagWork {
  const t = useTranslations('tags')
  const [pending, start] = useTransition()

  /** The answer, or null after saying why there is none. */
  async function ask<T>(work: () => Promise<Answer<T>>): Promise<{ data: T } | null> {
    const answer = await work().catch(() => null)
    if (answer?.ok === true) return answer
    toast({ tone: 'danger', title: answer?.message ?? t('unreachable') })
    return null
  }
  const restore = (tags: Named[]) => {
    start(async () => {
      if ((await ask(() => bringBackTags({ ids: tags.map(({ id }) => id) }))) === null) return
      const [tag] = tags
      toast({
        tone: 'ok',
        title: tags.length === 1 && tag !== undefined ? t('removed.restored', { name: tag.name }) : t('removed.restoredSeveral'),
      })
    })
  }
  const undo = (tags: Named[]) => ({ label: t('undo'), onClick: () => restore(tags) })
  return {
    pending,
    restore,
    color: (tag, color) => {
      start(async () => void (await ask(() => saveTagColor({ id: tag.id, color }))))
    },
    remove: (tag, then) => {
      start(async () => {
        const answer = await ask(() => removeTag({ id: tag.id }))
        if (answer === null) return
        then()
        const { customers } = answer.data
        toast({
          tone: 'info',
          title: t('removed.done', { name: tag.name }),
          description: t('removed.count', { count: customers }),
          action: undo([tag]),
        })
      })
    },
    merge: (kept, others, then) => {
      start(async () => {
        const answer = await ask(() => mergeTags({ keptId: kept.id, ids: others.map(({ id }) => id) }))
        if (answer === null) return
        then()
        if (!answer.data.done) return toast({ tone: 'info', title: t('merge.going', { name: kept.name }) })
        toast({ tone: 'ok', title: t('merge.done', { name: kept.name }), action: undo(others) })
      })
    },
    rename: ({ id, version }, name, then) => {
      start(async () => {
        const answer = await saveTagName({ id, version, name }).catch(() => null)
        if (answer?.ok !== true) return then(answer?.issues[0]?.message ?? answer?.message ?? t('unreachable'))
        then(answer.data)
        if (answer.data.status !== 'saved') return
        const { before, version: now } = answer.data
        const back = () => {
          start(async () => void (await ask(() => saveTagName({ id, version: now, name: before }))))
        }
        toast({ tone: 'ok', title: t('rename.done', { name }), action: { label: t('undo'), onClick: back } })
      })
    },
  }
}
