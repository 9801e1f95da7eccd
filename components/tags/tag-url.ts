// The tag manager's state as its address.
import { emptyState, listHref } from '@/components/customers/list-url'

export const tagsPath = '/dashboard/customers/tags'

export interface TagListState {
  query: string
  sort: 'name' | 'count'
  cursor: string | null
}

export function tagsHref({ query, sort, cursor }: TagListState): string {
  const params = new URLSearchParams()
  if (query !== '') params.set('q', query)
  if (sort !== 'name') params.set('sort', sort)
  if (cursor !== null) params.set('cursor', cursor)
  return params.size === 0 ? tagsPath : `${tagsPath}?${params}`
}

/** Whoever has the tag. */
export const taggedHref = (name: string): string => listHref({ ...emptyState, tags: [name] })
