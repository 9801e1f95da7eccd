// What Accueil reads of a shop beside its figures: what waits for this person, who is new, and how soon people are answered.
// Two statements, each bounded by an index and never by the shop's size.
import 'server-only'
import { z } from 'zod'
import { countsSchema } from '@/lib/customers/import/import-report'
import type { Shop } from '@/lib/customers/use-case'
import { between } from './shop-stats-repo'
import { momentSchema } from './sql-of'
import { tenantDb } from './tenant-db'
import { waitingMessages } from './waiting-messages'

const person = {
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
}
const deskRow = z.object({
  hasCustomers: z.boolean(),
  hasChannels: z.boolean(),
  hasReceived: z.boolean(),
  hasSystem: z.boolean(),
  waiting: z.array(z.object({ ...person, channel: z.string().nullable(), text: z.string(), at: momentSchema })),
  newCustomers: z.array(z.object({ ...person, createdAt: momentSchema })),
  imports: z.array(z.object({ id: z.string(), fileName: z.string(), finishedAt: momentSchema, counts: countsSchema })),
})
export type OverviewDesk = z.output<typeof deskRow>

const list = (query: string): string => `(select coalesce(json_agg(line), '[]') from (${query}) line)`

// Whether there is a customer is asked by index: for EXISTS the planner reads the table, which for an empty shop is everybody
// else's rows.
const deskSql = `select
  (select id from "Customer" where "deletedAt" is null order by "createdAt" desc, id desc limit 1) is not null as "hasCustomers",
  exists (select from "Channel" where "deletedAt" is null) as "hasChannels",
  exists (select from "Channel" where "lastReceivedAt" is not null) as "hasReceived",
  exists (select from "CrmConnection" where "deletedAt" is null) as "hasSystem",
  ${list(`${waitingMessages} limit $1`)} as waiting,
  ${list(`select id, "firstName", "lastName", phone, email, "createdAt" from "Customer"
    where "deletedAt" is null and "createdAt" > now() - interval '7 days' order by "createdAt" desc, id desc limit $2`)} as "newCustomers",
  ${list(`select i.id, i."fileName", i."finishedAt", i.counts from "Import" i
    where i."updatedAt" > now() - interval '14 days' and i.status = 'done' and i."finishedAt" > now() - interval '14 days'
      and not exists (select from "ImportLook" l where l."tenantId" = i."tenantId" and l."userId" = $3 and l."importId" = i.id)
    order by i."finishedAt" desc limit $4`)} as imports`

export const readOverviewDesk = (
  shop: Shop,
  userId: string,
  most: { waiting: number; newCustomers: number; imports: number },
): Promise<OverviewDesk> =>
  tenantDb(shop.id).sql(async (sql) => {
    const [desk] = await sql.rows(deskRow, deskSql, [most.waiting, most.newCustomers, userId, most.imports])
    if (desk === undefined) throw new Error('a select without a table returned no row')
    return desk
  })

const replyRow = z.object({ day: z.string().nullable(), seconds: z.number() })

// A wait begins with a message to which the one before it is no message of theirs, and ends with the first answer or call.
// Of a day, the newest messages stand for all.
export const replyTimesSql = `
  with waits as (
    select to_char(d.day, 'YYYY-MM-DD') as day, extract(epoch from answer.at - m."occurredAt")::float8 as seconds
    from generate_series($2::date::timestamp, $3::date::timestamp, interval '1 day') d(day)
    cross join lateral (select "tenantId", "customerId", "occurredAt" from "Message"
      where ${between('"occurredAt"', 'd.day::date', 'd.day::date')} and direction = 'inbound'
      order by "occurredAt" desc limit $4) m
    cross join lateral (select a."timestamp" as at from "CustomerActivity" a
      where a."tenantId" = m."tenantId" and a."customerId" = m."customerId" and a."timestamp" > m."occurredAt"
        and a.type in ('message_sent', 'call') order by a."timestamp" limit 1) answer
    left join lateral (select b.type from "CustomerActivity" b
      where b."tenantId" = m."tenantId" and b."customerId" = m."customerId" and b."timestamp" < m."occurredAt"
        and b.type in ('message_received', 'message_sent', 'call') order by b."timestamp" desc limit 1) former on true
    where former.type is distinct from 'message_received')
  select day, percentile_cont(0.5) within group (order by seconds) as seconds from waits
  group by grouping sets ((day), ()) having count(*) > 0 order by day nulls first`

/** Messages looked at of one day. */
const messagesOfDay = 60

/** Medians in seconds: of all days together (null without an answer), and of each day that has one, the oldest first. */
export const readReplyTimes = (shop: Shop, from: string, to: string): Promise<{ median: number | null; days: number[] }> =>
  tenantDb(shop.id).sql(async (sql) => {
    const rows = await sql.rows(replyRow, replyTimesSql, [shop.timezone, from, to, messagesOfDay])
    return {
      median: rows.find(({ day }) => day === null)?.seconds ?? null,
      days: rows.flatMap(({ day, seconds }) => (day === null ? [] : [seconds])),
    }
  })
