// Forgets what has left for linked systems and what they told, once it has had its effect and nobody will ask for it again.
import 'server-only'
import { tenantDb } from './tenant-db'

/**
 * Deletes at most `limit` changes that left, or had nothing to send, before `before`; how many. What waits or was given up stays
 * whatever its age. Who may not be sent again, and whose a record was, is in the audit log and in the links, not here.
 */
export const purgeSentChanges = (tenantId: string, before: Date, limit: number): Promise<number> =>
  tenantDb(tenantId).sql((sql) =>
    sql.run(
      // Materialised: a limit under row locks that is run once for each row is no limit.
      `with old as materialized (
         select id from "Outbox" where "tenantId" = $1 and "doneAt" < $2 order by "doneAt" limit $3 for update skip locked)
       delete from "Outbox" o using old where o."tenantId" = $1 and o.id = old.id`,
      [tenantId, before, limit],
    ),
  )

/**
 * Deletes at most `limit` events of linked systems that were settled before `before`; how many. One that keeps the body of its
 * delivery stays as long as another of the same delivery waits. Vendors repeat a delivery for days, not for weeks: a repeat
 * that comes after this is read again, which changes nothing.
 */
export const purgeReceivedEvents = (tenantId: string, before: Date, limit: number): Promise<number> =>
  tenantDb(tenantId).sql((sql) =>
    sql.run(
      `with old as materialized (
         select e.id from "InboundEvent" e
         where e."tenantId" = $1 and e.origin = 'connection' and e."processedAt" < $2 and not exists (
           select from "InboundEvent" w where w."tenantId" = $1 and w."processedAt" is null
             and w."receivedAt" between e."receivedAt" and e."receivedAt" + interval '1 minute' and w.headers->>':batch' = e.id)
         order by e."processedAt" limit $3 for update skip locked)
       delete from "InboundEvent" e using old where e."tenantId" = $1 and e.id = old.id`,
      [tenantId, before, limit],
    ),
  )
