// The tag manager for the screens and for the person who is signed in.
import 'server-only'
import type { TagCase } from '@/lib/customers/tags/tag-store'
import { type ListedTag, listManagedTags, type RemovedTag, removedTags, type TagListRequest } from '@/lib/db/tag-list'
import { createTagStore } from '@/lib/db/tag-store'
import type { Page } from '@/lib/customers/customer'
import type { DashboardContext } from './context'

export type { ListedTag, RemovedTag } from '@/lib/db/tag-list'

const pageSize = 100
const shownRemoved = 10

export const tagCaseOf = ({ shop, useCase: { actor } }: DashboardContext): TagCase => ({
  actor,
  tags: createTagStore(shop.id, actor),
})

/** Throws `invalid` for a bad cursor. */
export const getTags = (
  { shop }: DashboardContext,
  request: Omit<TagListRequest, 'limit'>,
): Promise<Page<ListedTag> & { total: number }> => listManagedTags(shop.id, { ...request, limit: pageSize })

/** Those that can come back. */
export const getRemovedTags = ({ shop }: DashboardContext): Promise<RemovedTag[]> => removedTags(shop.id, shownRemoved)
