// What stands around the list of customers, in one statement: the person's views, where they begin, the shop's linked systems
// and groups.
import 'server-only'
import { z } from 'zod'
import { tenantDb } from './tenant-db'
import { viewRowSchema } from './view-repo'

const frameRow = z.object({
  /** The shared ones first, then the person's own; each in their order. */
  views: z.array(viewRowSchema),
  chosen: z.string().nullable(),
  systems: z.array(z.object({ id: z.string(), vendor: z.string(), account: z.string().nullable() })),
  /** In their order. */
  groups: z.array(z.object({ id: z.string(), label: z.string() })),
})
export type ListFrame = z.infer<typeof frameRow>

const frameSql = `select
  coalesce((select json_agg(json_build_object('id', id, 'ownerId', "ownerId", 'name', name, 'shared', shared, 'state', state,
      'version', version, 'updatedBy', "updatedByName") order by shared desc, position, id)
    from "SavedView" where "deletedAt" is null and (shared or "ownerId" = $1)), '[]') as views,
  (select "viewId" from "ChosenView" where "userId" = $1) as chosen,
  coalesce((select json_agg(json_build_object('id', id, 'vendor', vendor, 'account', coalesce(label, "accountLabel"))
      order by role, "createdAt", id) from "CrmConnection" where "deletedAt" is null), '[]') as systems,
  coalesce((select json_agg(json_build_object('id', id, 'label', coalesce(name, key)) order by position, id)
    from "Segment" where kind = 'group' and "deletedAt" is null), '[]') as groups`

export const readListFrame = (tenantId: string, userId: string): Promise<ListFrame> =>
  tenantDb(tenantId).sql(async (sql) => {
    const [row] = await sql.rows(frameRow, frameSql, [userId])
    return row ?? { views: [], chosen: null, systems: [], groups: [] }
  })
