// Our cursor around Shopify's own, so that another list's is refused here and not there.
import { z } from 'zod'
import { readCursor, writeCursor } from './walk'

const schema = z.strictObject({ list: z.string().min(1).max(2_000) })

export const writeListCursor = (after: string): string => writeCursor({ list: after })

/** Throws `invalid` (path `cursor`). */
export const readListCursor = (cursor: string): string => readCursor(schema, cursor).list
