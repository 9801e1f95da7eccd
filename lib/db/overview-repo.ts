// What the home page reads of a shop: three statements, each bounded by an index and never by the shop's size.
import 'server-only'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import { int8Schema } from './sql-of'
import { tenantDb } from './tenant-db'

const figuresRow = z.object({
  hasCustomers: z.boolean(),
  hasChannels: z.boolean(),
  hasReceived: z.boolean(),
  days: z.array(z.object({ day: z.string(), customers: z.int(), messages: z.int(), revenue: int8Schema })),
})
/** One line a calendar day of the shop, oldest first, empty days included. `revenue` in minor units of the shop's currency. */
export type OverviewFigures = z.infer<typeof figuresRow>

const person = {
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
}
const waitingRow = z.object({ ...person, channel: z.string().nullable(), text: z.string(), at: z.date() })
export type WaitingMessage = z.infer<typeof waitingRow>
const newCustomerRow = z.object({ ...person, createdAt: z.date() })
export type NewCustomerLine = z.infer<typeof newCustomerRow>

export interface OverviewData {
  figures: OverviewFigures
  waiting: WaitingMessage[]
  newCustomers: NewCustomerLine[]
}

/** How far back unanswered messages are looked for, in customers with the latest contact. */
const recentContacts = 60
const shownWaiting = 6
const shownNew = 5

// A cancelled order earns nothing; what was given back is taken off. Whether there is a customer is asked by index: for EXISTS
// the planner reads the table, which for an empty shop is everybody else's rows.
const figuresSql = `
  with days as (select day::date from generate_series((now() at time zone $1)::date - ($2::int - 1), (now() at time zone $1)::date, interval '1 day') day),
  bounds as (select (min(day)::timestamp at time zone $1) as first from days),
  customers as (select ("createdAt" at time zone $1)::date as day, count(*)::int as n from "Customer", bounds
    where "deletedAt" is null and "createdAt" >= bounds.first group by 1),
  messages as (select ("occurredAt" at time zone $1)::date as day, count(*)::int as n from "Message", bounds
    where "occurredAt" >= bounds.first group by 1),
  revenue as (select ("placedAt" at time zone $1)::date as day, sum("totalMinor" - "refundedMinor")::bigint as n from "Order", bounds
    where "placedAt" >= bounds.first and currency = $3 and status <> 'cancelled' group by 1)
  select (select id from "Customer" where "deletedAt" is null order by "createdAt" desc, id desc limit 1) is not null as "hasCustomers",
    exists (select from "Channel" where "deletedAt" is null) as "hasChannels",
    exists (select from "Channel" where "lastReceivedAt" is not null) as "hasReceived",
    (select json_agg(json_build_object('day', days.day, 'customers', coalesce(c.n, 0), 'messages', coalesce(m.n, 0), 'revenue', coalesce(r.n, 0)) order by days.day)
      from days left join customers c on c.day = days.day left join messages m on m.day = days.day left join revenue r on r.day = days.day) as days`

/** As in the index of the migration, to the letter. */
const contact = `case when "lastContactAt" is null then '-infinity'::timestamptz else "lastContactAt" end`

// Waiting: the newest contact either way is a message of theirs.
const waitingSql = `
  select c.id, c."firstName", c."lastName", c.phone, c.email, last.channel, left(last.description, 200) as text, last."timestamp" as at
  from (select * from "Customer" where "deletedAt" is null and ${contact} > '-infinity'::timestamptz
        order by ${contact} desc, id desc limit $1) c
  join lateral (select type, channel, description, "timestamp" from "CustomerActivity" a
    where a."tenantId" = c."tenantId" and a."customerId" = c.id and a.type in ('message_received', 'message_sent', 'call')
    order by a."timestamp" desc, a.id desc limit 1) last on last.type = 'message_received'
  order by last."timestamp" desc limit $2`

const newSql = `
  select id, "firstName", "lastName", phone, email, "createdAt" from "Customer"
  where "deletedAt" is null and "createdAt" > now() - interval '7 days' order by "createdAt" desc, id desc limit $1`

/** @param days how many calendar days the figures go back, today included */
export const readOverview = (shop: Shop, days: number): Promise<OverviewData> =>
  tenantDb(shop.id).sql(async (sql) => {
    const [figures] = await sql.rows(figuresRow, figuresSql, [shop.timezone, days, shop.currency])
    if (figures === undefined) throw new Error('the figures have one row')
    const waiting = await sql.rows(waitingRow, waitingSql, [recentContacts, shownWaiting])
    const newCustomers = await sql.rows(newCustomerRow, newSql, [shownNew])
    return { figures, waiting, newCustomers }
  })
