// The till's read: who was meant, with the latest purchases and what they agreed to, all in one statement.
import 'server-only'
import { z } from 'zod'
import { consentStateSchema } from '@/lib/consent/preferences'
import { contactChannels, contactChannelSchema, orderStatusSchema } from '@/lib/customers/customer'
import type { CustomerCard, FoundCards } from '@/lib/customers/customer-card'
import { readPhoneQuery } from '@/lib/customers/identity'
import type { Shop } from '@/lib/customers/use-case'
import { int8Schema, momentSchema } from './sql-of'
import { type SqlValue, tenantDb } from './tenant-db'

const shownOrders = 3

const cardRow = z.object({
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  phones: z.array(z.string()),
  emails: z.array(z.string()),
  segment: z.string().nullable(),
  lastContactAt: z.date().nullable(),
  lastContactChannel: z.string().nullable(),
  orderCount: z.int(),
  spentMinor: int8Schema,
  orders: z.array(
    z.object({
      id: z.string(),
      status: orderStatusSchema,
      totalMinor: int8Schema,
      refundedMinor: int8Schema,
      currency: z.string(),
      placedAt: momentSchema,
    }),
  ),
  consents: z.array(z.object({ channel: contactChannelSchema, state: consentStateSchema, at: momentSchema })),
  tags: z.array(z.object({ name: z.string(), color: z.string().nullable() })),
})

const handles = (kind: 'phone' | 'email') => `coalesce((select json_agg(h.value order by h."isPrimary" desc, h."createdAt", h.id)
  from "CustomerHandle" h where h."tenantId" = c."tenantId" and h."customerId" = c.id and h.kind = '${kind}' and h."deletedAt" is null), '[]')`

/** The columns of a card for a row source `c`; $1 is how many orders, $2 the channels of consent. Each part is an index's few rows. */
const cardColumns = `c.id, c."firstName", c."lastName", c.segment, c."lastContactAt", c."lastContactChannel", c."orderCount", c."spentMinor",
  ${handles('phone')} as phones, ${handles('email')} as emails,
  coalesce((select json_agg(o order by o."placedAt" desc, o.id desc) from (
    select id, status, "totalMinor", "refundedMinor", currency, "placedAt" from "Order" r
    where r."tenantId" = c."tenantId" and r."customerId" = c.id order by r."placedAt" desc, r.id desc limit $1::int) o), '[]') as orders,
  coalesce((select json_agg(newest) from unnest($2::text[]) asked(channel) cross join lateral (
    select e.channel, e.state, e.at from "ConsentEntry" e
    where e."tenantId" = c."tenantId" and e."customerId" = c.id and e.channel = asked.channel and e.purpose = 'marketing'
    order by e.at desc, e.id desc limit 1) newest), '[]') as consents,
  coalesce((select json_agg(json_build_object('name', t.name, 'color', t.color) order by t.key collate "C") from "CustomerTag" ct
    join "Tag" t on t."tenantId" = ct."tenantId" and t.id = ct."tagId" and t."deletedAt" is null
    where ct."tenantId" = c."tenantId" and ct."customerId" = c.id), '[]') as tags`

/** As in the index of the migration, to the letter. */
const contact = `case when "lastContactAt" is null then '-infinity'::timestamptz else "lastContactAt" end`

// The page is chosen first; only its rows are then made whole.
const foundSql = `select ${cardColumns} from (
    select c.*, hit.rank, hit.place from search_customers($4, $5, $6, $7, $3) hit join "Customer" c on c.id = hit.id
    where c."deletedAt" is null order by hit.rank desc, hit.place collate "C", c.id limit $3::int) c
  order by c.rank desc, c.place collate "C", c.id`

const latestSql = `select ${cardColumns} from (
    select * from "Customer" where "deletedAt" is null and ${contact} > '-infinity'::timestamptz
    order by ${contact} desc, id desc limit $3::int) c
  order by c."lastContactAt" desc, c.id desc`

/**
 * Whom the list's search finds for `typed`, in its order; without a text those with the latest contact.
 * @param most at most so many cards
 */
export async function readCustomerCards(shop: Shop, typed: string, most: number): Promise<FoundCards> {
  // PostgreSQL keeps no zero character in a text.
  const wanted = typed.replaceAll('\0', ' ').trim().slice(0, 200)
  const phone = readPhoneQuery(wanted, shop.region)
  const given: SqlValue[] = [shownOrders, contactChannels, most + 1]
  const rows = await tenantDb(shop.id).sql((sql) =>
    wanted === ''
      ? sql.rows(cardRow, latestSql, given)
      : sql.rows(cardRow, foundSql, [...given, wanted, phone.numbers, phone.starts, phone.ending]),
  )
  return { cards: rows.slice(0, most).map((row) => toCard(row, shop.currency)), more: rows.length > most }
}

/** `currency` is the shop's: the row's figures are in it. */
function toCard({ orderCount, spentMinor, orders, consents, ...row }: z.output<typeof cardRow>, currency: string): CustomerCard {
  return {
    ...row,
    totalOrders: orderCount,
    totalSpent: orderCount === 0 ? null : { amount: spentMinor, currency },
    orders: orders.map((order) => ({
      id: order.id,
      status: order.status,
      total: { amount: order.totalMinor, currency: order.currency },
      refunded: { amount: order.refundedMinor, currency: order.currency },
      placedAt: order.placedAt,
    })),
    consents: consents.map(({ channel, state, at }) => ({ channel, granted: state === 'granted', at })),
  }
}
