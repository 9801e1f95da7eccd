// The segments a shop uses, and the levels it has.
import { z } from 'zod'
import type { SqlTx } from './tenant-db'

export const usedSegmentSchema = z.object({ segment: z.string() })

const next = (beyond: string) =>
  `(select segment from "Customer" where segment is not null and "deletedAt" is null ${beyond} order by segment limit 1)`

/** Distinct segments of live customers, by jumping through the index from one to the next, and levels nobody is in yet. */
export const usedSegments = `with recursive known (segment) as (
    select ${next('')} union all select ${next('and segment > known.segment')} from known where known.segment is not null)
  select segment from known where segment is not null
  union select key from "Segment" where kind = 'level' and key <> id and "deletedAt" is null order by 1 limit 500`

export const listSegments = async (sql: SqlTx): Promise<string[]> =>
  (await sql.rows(usedSegmentSchema, usedSegments)).map(({ segment }) => segment)
