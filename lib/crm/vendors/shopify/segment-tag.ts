// A customer's segment stands among his tags: Shopify's own segments are rules, which nobody can be put into by hand.
import { tagKey } from '@/lib/customers/tag-key'

const prefix = 'segment:'

export const segmentTag = (segment: string): string => `${prefix}${clean(segment)}`
export const isSegmentTag = (tag: string): boolean => tagKey(tag).startsWith(prefix)
export const segmentIn = (tags: readonly string[]): string | null => tags.find(isSegmentTag)?.slice(prefix.length).trim() || null

/** A comma parts tags there. */
export const clean = (name: string): string => name.trim().replace(/\s+/g, ' ').replaceAll(',', ' ')
