// What every page needs before anything of it is drawn, in one statement: the person's shops and the shop's tag colours.
import 'server-only'
import { z } from 'zod'
import { tenantDb } from './tenant-db'

const frameRow = z.object({
  /** Those the person may switch to, by name. */
  shops: z.array(z.object({ id: z.string(), name: z.string() })),
  /** The hues that were chosen, by the tag's key; a tag without one is painted by its words. */
  tagColors: z.record(z.string(), z.string()),
})

const frameSql = `select
  coalesce((select json_agg(json_build_object('id', m."tenantId", 'name', m.name) order by m.name, m."tenantId")
    from memberships_of($1) m), '[]') as shops,
  coalesce((select json_object_agg(key, color) from "Tag" where "deletedAt" is null and color is not null), '{}') as "tagColors"`

export const readShellFrame = (tenantId: string, userId: string): Promise<z.infer<typeof frameRow>> =>
  tenantDb(tenantId).sql(async (sql) => {
    const [frame] = await sql.rows(frameRow, frameSql, [userId])
    if (frame === undefined) throw new Error('a select without a table returned no row')
    return frame
  })
