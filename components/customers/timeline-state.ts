// What the Fil shows is in the page's address: kinds of events and words to find.
import { type TimelineKind, timelineKinds } from '@/lib/customers/timeline'
import { listPath } from './list-url'

export interface TimelineState {
  /** None: all. */
  kinds: TimelineKind[]
  find: string
}

const longestFind = 200
/** More words find no better. */
const mostWords = 6

/** Whatever stands in the address: what cannot be understood is left out. */
export function parseTimelineState(params: URLSearchParams): TimelineState {
  const asked = (params.get('kinds') ?? '').split(',')
  const find = (params.get('find') ?? '').replaceAll('\u0000', '').trim().slice(0, longestFind)
  return { kinds: timelineKinds.filter((kind) => asked.includes(kind)), find }
}

/** The same address parts again, for the page and for its further pages alike. */
export function timelineParams({ kinds, find }: TimelineState): URLSearchParams {
  const params = new URLSearchParams()
  if (kinds.length > 0 && kinds.length < timelineKinds.length) params.set('kinds', kinds.join(','))
  if (find !== '') params.set('find', find)
  return params
}

export function recordHref(customerId: string, state: TimelineState): string {
  const params = timelineParams(state)
  return `${listPath}/${encodeURIComponent(customerId)}${params.size === 0 ? '' : `?${params}`}`
}

export const isNarrowed = ({ kinds, find }: TimelineState): boolean => kinds.length > 0 || find !== ''

/** What must be found, word by word. */
export const wordsOf = (find: string): string[] =>
  [...new Set(find.split(/\s+/).filter((word) => word !== ''))].slice(0, mostWords)
