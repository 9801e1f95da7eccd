// Tags of one customer, added and taken away and never replaced, so that two who tag at once lose nothing.
import { tagKey } from '@/lib/customers/tag-key'
import type { ShopifyAccount } from './account'
import { needNoErrors } from './refusal'
import { gid, outcomes, type WireCustomer } from './schema'
import { clean, isSegmentTag, segmentTag } from './segment-tag'

/** `added` and `removed` are names; of one that has another spelling there, that one is meant. */
export async function changeTags(
  account: ShopifyAccount,
  { id, tags }: Pick<WireCustomer, 'id' | 'tags'>,
  { added = [], removed = [] }: { added?: readonly string[]; removed?: readonly string[] },
): Promise<void> {
  const there = new Map(tags.map((tag) => [tagKey(tag), tag]))
  const gone = new Set(removed.map((name) => tagKey(clean(name))))
  const out = tags.filter((tag) => gone.has(tagKey(tag)))
  const fresh = new Map<string, string>()
  for (const name of added.map(clean)) {
    const key = tagKey(name)
    if (name !== '' && !fresh.has(key) && (!there.has(key) || gone.has(key))) fresh.set(key, name)
  }
  if (out.length === 0 && fresh.size === 0) return
  const { tagsRemove, tagsAdd } = await account.client.run(account.operations.changeTags, outcomes.changeTags, {
    id: gid('Customer', id),
    removed: out,
    added: [...fresh.values()],
    removes: out.length > 0,
    adds: fresh.size > 0,
  })
  needNoErrors([...(tagsRemove?.userErrors ?? []), ...(tagsAdd?.userErrors ?? [])])
}

/** All tags but the segment's become these. */
export const tagChange = ({ tags }: Pick<WireCustomer, 'tags'>, names: readonly string[]) => {
  const wanted = new Set(names.map((name) => tagKey(clean(name))))
  return { added: [...names], removed: tags.filter((tag) => !isSegmentTag(tag) && !wanted.has(tagKey(tag))) }
}

export const segmentChange = ({ tags }: Pick<WireCustomer, 'tags'>, segment: string | null) => {
  const wanted = segment === null ? null : segmentTag(segment)
  const removed = tags.filter((tag) => isSegmentTag(tag) && (wanted === null || tagKey(tag) !== tagKey(wanted)))
  return { added: wanted === null ? [] : [wanted], removed }
}

/** As names that a person gave: a segment is set as such. */
export const withoutSegments = (names: readonly string[]): string[] => names.filter((name) => !isSegmentTag(name))
