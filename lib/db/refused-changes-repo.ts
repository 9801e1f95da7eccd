// Changes that a linked system did not take: whose they are and why, for the people who can do something about it.
import 'server-only'
import { z } from 'zod'
import { outboxKinds } from '@/lib/sync/outbox-store'
import { tenantDb } from './tenant-db'

/**
 * A change that waits (outbox row `o`) and is refused although its link (`c`) is well: it looks for itself once a day. While
 * the link itself is in trouble everything waits for that, and nothing is said of the single change.
 */
export const refusedNow = (o: string, c: string): string => `${c}.status = 'connected' and ${o}.error like 'forbidden%'`

const count = z.int()
const refusedSchema = z.object({
  /** The customer, or whom he became part of; null when nobody. */
  customerId: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  /** Whether he can be looked at: neither deleted nor erased. */
  isLive: z.boolean(),
  /** As `errorText` (lib/sync/push-verdict.ts) wrote it. */
  error: z.string(),
  /** Refused for now, tried again once a day; otherwise given up. */
  isHeld: z.boolean(),
  at: z.date(),
  kinds: z.object({ customer: count, preferences: count, note: count, activity: count, delete: count }),
})
export type RefusedChanges = z.infer<typeof refusedSchema>

const kinds = outboxKinds.map((kind) => `'${kind}', count(*) filter (where r.kind = '${kind}')`).join(', ')
const columns = `o."customerId", o.kind, coalesce(o.error, '') as error`

/** One entry for each customer and reason, the latest first; `kinds` says how many changes of which kind. */
export const listRefusedChanges = (tenantId: string, connectionId: string, limit: number): Promise<RefusedChanges[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      refusedSchema,
      `with refused as (
         select ${columns}, o."deadAt" as at, false as held from "Outbox" o
         where o."connectionId" = $1 and o."doneAt" is null and o."deadAt" is not null
         union all
         select ${columns}, o."createdAt", true from "Outbox" o join "CrmConnection" c on c."tenantId" = o."tenantId" and c.id = o."connectionId"
         where o."connectionId" = $1 and o."doneAt" is null and o."deadAt" is null and ${refusedNow('o', 'c')}),
       entries as (
         select r."customerId", r.error, r.held, max(r.at) as at, json_build_object(${kinds}) as kinds
         from refused r group by r."customerId", r.error, r.held order by max(r.at) desc, r."customerId", r.error limit $2)
       select c.id as "customerId", c."firstName", c."lastName", c.email, c.phone,
         coalesce(c."deletedAt" is null and c.id is not null, false) as "isLive", e.error, e.held as "isHeld", e.at, e.kinds
       from entries e
       left join lateral (
         with recursive up (id, next, depth) as (
           select m.id, m."mergedIntoId", 0 from "Customer" m where m.id = e."customerId"
           union all select m.id, m."mergedIntoId", up.depth + 1 from up join "Customer" m on m.id = up.next where up.depth < 100)
         select up.id from up where up.next is null) who on true
       left join "Customer" c on c.id = who.id
       order by e.at desc, e."customerId", e.error`,
      [connectionId, limit],
    ),
  )
