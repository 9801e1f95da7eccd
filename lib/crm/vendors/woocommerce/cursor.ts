// Our cursors: a position that another list's is not taken for.
import type { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'

export const writeCursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url')

/** Throws `invalid` (path `cursor`). */
export function readCursor<S extends z.ZodType>(cursor: string, schema: S): z.output<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch (cause) {
    throw new CrmError('invalid', 'Not a cursor of this list', { issues: [{ path: ['cursor'], reason: 'cursor' }], cause })
  }
}
