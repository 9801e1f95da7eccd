// Segments as they lie in their table, and the lock on what their rules say.
import { z } from 'zod'
import { readStoredRule, type Segment, segmentKinds } from '@/lib/segments/segment'
import type { SqlTx } from './tenant-db'

export const segmentRowSchema = z.object({
  id: z.string(),
  kind: z.enum(segmentKinds),
  key: z.string(),
  name: z.string().nullable(),
  color: z.string().nullable(),
  rule: z.unknown().transform(readStoredRule),
  version: z.int(),
  updatedBy: z.string().nullable(),
})
export const segmentColumns = 'id, kind, key, name, color, rule, version, "updatedByName" as "updatedBy"'

/** The live ones, levels first, each kind in its order. */
export const readSegments = (sql: SqlTx): Promise<Segment[]> =>
  sql.rows(
    segmentRowSchema,
    `select ${segmentColumns} from "Segment" where "deletedAt" is null order by kind = 'group', position, id`,
  )

/** Held by whoever writes what rules say, together; a change of the rules waits for them, and they for it. */
export const rulesLock = `hashtextextended('segments ' || $1, 0)`
