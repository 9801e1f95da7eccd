// What the frame around every page says of a shop: which links need a person, and how much waits. One statement, nothing counted
// beyond what a person would read.
import 'server-only'
import { z } from 'zod'
import { troubledLinks, troubledLinkSchema } from './connection-status-repo'
import { openPairs } from './duplicate-list'
import { tenantDb } from './tenant-db'
import { waitingMessages } from './waiting-messages'

const frameSchema = z.object({
  troubled: z.array(troubledLinkSchema),
  waiting: z.int(),
  duplicates: z.int(),
})

const frameSql = `select
  (select coalesce(json_agg(link), '[]') from (${troubledLinks}) link) as troubled,
  (select count(*)::int from (${waitingMessages} limit $1) waiting) as waiting,
  (select count(*)::int from (select 1 from ${openPairs} limit $1) pair) as duplicates`

/** @param most counts go no further */
export const readShopFrame = (tenantId: string, most: number): Promise<z.infer<typeof frameSchema>> =>
  tenantDb(tenantId).sql(async (sql) => {
    const [frame] = await sql.rows(frameSchema, frameSql, [most])
    if (frame === undefined) throw new Error('a select without a table returned no row')
    return frame
  })
