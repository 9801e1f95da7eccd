// Where pairs are looked at.
import { listPath } from '../list-url'

export const duplicatesPath = `${listPath}/duplicates`

/** `left` is shown first, and kept unless another choice is made. */
export const pairPath = (left: string, right: string): string =>
  `${duplicatesPath}/${encodeURIComponent(left)}/${encodeURIComponent(right)}`
