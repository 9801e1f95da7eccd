// Which finished imports a person has looked at.
import 'server-only'
import { tenantDb } from './tenant-db'

/** Of an import that is not there, or another shop's, nothing is kept. */
export const keepImportLook = (tenantId: string, userId: string, importId: string): Promise<number> =>
  tenantDb(tenantId).sql((sql) =>
    sql.run(
      `insert into "ImportLook" ("tenantId", "userId", "importId")
       select "tenantId", $2, id from "Import" where "tenantId" = $1 and id = $3 and "finishedAt" is not null on conflict do nothing`,
      [tenantId, userId, importId],
    ),
  )
