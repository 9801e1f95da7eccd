// Our cursor around HubSpot's own, so that another list's is refused here and not there.
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'

const schema = z.strictObject({ after: z.string().min(1).max(200) })

export const writeCursor = (after: string): string => Buffer.from(JSON.stringify({ after })).toString('base64url')

/** Throws `invalid` (path `cursor`). */
export function readCursor(cursor: string): string {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))).after
  } catch (cause) {
    throw new CrmError('invalid', 'Not a cursor of this list', { issues: [{ path: ['cursor'], reason: 'cursor' }], cause })
  }
}
