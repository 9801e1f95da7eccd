// Opaque page cursors: base64url of JSON, read back with a schema. They carry positions, never authority.
import type { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'

export const encodeCursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url')

/** Throws `invalid` (path `cursor`, reason `cursor`) for anything that `encodeCursor` did not make for this list. */
export function decodeCursor<S extends z.ZodType>(schema: S, cursor: string): z.output<S> {
  const result = schema.safeParse(parsed(cursor))
  if (result.success) return result.data
  throw badCursor()
}

export const badCursor = (): CrmError =>
  new CrmError('invalid', 'Not a cursor of this list', { issues: [{ path: ['cursor'], reason: 'cursor' }] })

function parsed(cursor: string): unknown {
  // Base64url only: Node would skip foreign characters and find a cursor in noise.
  if (!/^[A-Za-z0-9_-]{1,2000}$/.test(cursor)) return undefined
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}
