'use server'
// What people do with the shop's tags.
import { refresh } from 'next/cache'
import { colorTag, tagColorSchema } from '@/lib/customers/tags/color-tag'
import { deleteTag, restoreTags, tagsToRestoreSchema, tagToDeleteSchema } from '@/lib/customers/tags/delete-tag'
import { beginMergeTags, continueMergeTags, tagMergeSchema } from '@/lib/customers/tags/merge-tags'
import { renameTag, tagRenameSchema } from '@/lib/customers/tags/rename-tag'
import { tenantAction } from '@/lib/server/action'
import { tagCaseOf } from '@/lib/server/tags'

/** Milliseconds that a person waits for a merge to be done; a longer one goes on without them. */
const patience = 2_000

/** → `RenameOutcome`: saved, who renamed it meanwhile, or the tag that has the name. */
export const saveTagName = tenantAction('tags:manage', tagRenameSchema, async (context, change) => {
  const outcome = await renameTag(tagCaseOf(context), change)
  if (outcome.status === 'saved') refresh()
  return outcome
})

export const saveTagColor = tenantAction('tags:manage', tagColorSchema, async (context, change) => {
  await colorTag(tagCaseOf(context), change)
  refresh()
  return null
})

/** → whether it is done by now. */
export const mergeTags = tenantAction('tags:manage', tagMergeSchema, async (context, merge) => {
  const tagCase = tagCaseOf(context)
  await beginMergeTags(tagCase, merge)
  const end = Date.now() + patience
  let done = true
  for (const id of new Set(merge.ids)) done = (await continueMergeTags(tagCase, id, Math.max(0, end - Date.now()))) && done
  refresh()
  return { done }
})

/** → how many customers had it. */
export const removeTag = tenantAction('tags:manage', tagToDeleteSchema, async (context, tag) => {
  const removed = await deleteTag(tagCaseOf(context), tag)
  refresh()
  return removed
})

export const bringBackTags = tenantAction('tags:manage', tagsToRestoreSchema, async (context, tags) => {
  await restoreTags(tagCaseOf(context), tags)
  refresh()
  return null
})
