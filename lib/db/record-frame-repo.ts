// A customer's record beside the own row and the timeline, in one statement: the facts, who may be the same person, the segments
// they are in and could be in.
import 'server-only'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import { factsColumns, factsRowSchema, toFacts } from './customer-facts'
import { duplicateOfCustomerSchema, duplicatesOfCustomer } from './duplicate-list'
import { customerSegments, customerSegmentsSchema } from './segment-list'
import { usedSegments, usedSegmentSchema } from './segment-repo'
import { tenantDb } from './tenant-db'

const frameRow = factsRowSchema.extend({
  duplicates: z.array(duplicateOfCustomerSchema),
  filed: customerSegmentsSchema.nullable(),
  segments: z.array(usedSegmentSchema),
})

const all = (query: string): string => `(select coalesce(json_agg(part), '[]') from (${query}) part)`

const frameSql = `select ${factsColumns('$2', '$3', '$4')}, ${all(duplicatesOfCustomer('$5'))} as duplicates,
  (select row_to_json(part) from (${customerSegments}) part) as filed, ${all(usedSegments)} as segments`

/** Throws `not_found`. */
export const readRecordFrame = (
  { id: tenantId, currency, timezone }: Pick<Shop, 'id' | 'currency' | 'timezone'>,
  customerId: string,
  most: { notes: number; orders: number; duplicates: number },
) =>
  tenantDb(tenantId).sql(async (sql) => {
    const [row] = await sql.rows(frameRow, frameSql, [customerId, most.notes + 1, most.orders, timezone, most.duplicates])
    if (row === undefined) throw new Error('a select without a table returned no row')
    return {
      ...toFacts(row, most.notes, currency),
      duplicates: row.duplicates,
      filed: row.filed ?? { isFixed: false, groups: [] },
      segments: row.segments.map(({ segment }) => segment),
    }
  })
