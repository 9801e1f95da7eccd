// Pages of things in order of time, newest first: where to go on, and what the next cursor is.
import { z } from 'zod'
import type { Page } from '@/lib/customers/customer'
import type { PageRequest } from '@/lib/customers/customer-store'
import { decodeCursor, encodeCursor } from './cursor'

const positionSchema = z.strictObject({ at: z.iso.datetime(), id: z.string().max(100) })

/** Throws `invalid` for a bad cursor. `limit` is held between 1 and 200. */
export function readTimedPage({ cursor, limit }: PageRequest): { after: { at: string; id: string } | null; limit: number } {
  return {
    after: cursor === null ? null : decodeCursor(positionSchema, cursor),
    limit: Math.min(200, Math.max(1, Math.trunc(limit))),
  }
}

/** `rows` may hold one more than `limit`: then there is a next page. */
export function timedPageOf<T>(rows: T[], limit: number, position: (row: T) => { at: Date; id: string }): Page<T> {
  const data = rows.slice(0, limit)
  const last = data.at(-1)
  if (rows.length <= limit || last === undefined) return { data, nextCursor: null }
  const { at, id } = position(last)
  return { data, nextCursor: encodeCursor({ at: at.toISOString(), id }) }
}
