// A shop's figures by day, from the rows themselves and in one statement: always true, with nothing kept beside that could go wrong.
// The indexes of migration 20261127000050 hold all that is counted here.
import 'server-only'
import { z } from 'zod'
import type { Shop } from '@/lib/customers/use-case'
import { earnedMinor, isPurchase } from './revenue'
import { int8Schema } from './sql-of'
import { tenantDb } from './tenant-db'

const figuresRow = z.object({
  /** In minor units of `currency`. */
  sales: z.array(z.object({ day: z.string(), currency: z.string(), orders: z.int(), revenue: int8Schema })),
  customers: z.array(z.object({ day: z.string(), count: z.int() })),
  messages: z.array(z.object({ day: z.string(), channel: z.string(), count: z.int() })),
  /** '' are the customers without a segment. */
  segments: z.array(z.object({ day: z.string(), segment: z.string(), customers: z.int() })),
})
export type ShopFigures = z.infer<typeof figuresRow>

/** From one day of the shop to another, both included; $1 is its time zone, `first` and `last` SQL texts of dates. */
export const between = (column: string, first: string, last: string): string =>
  `${column} >= (${first})::timestamp at time zone $1 and ${column} < (${last} + 1)::timestamp at time zone $1`

const list = (query: string): string => `(select coalesce(json_agg(line), '[]') from (${query}) line)`

/** Every day of the period, each walked in the index by itself: no row's own day has to be worked out. */
const ofEachDay = (query: string): string =>
  `select to_char(d.day, 'YYYY-MM-DD') as day, one.*
   from generate_series($2::date::timestamp, $3::date::timestamp, interval '1 day') d(day) cross join lateral (${query}) one`
const inDay = (column: string): string => between(column, 'd.day::date', 'd.day::date')

export const shopFiguresSql = `select
  ${list(
    ofEachDay(`select currency, count(*)::int as orders, sum(${earnedMinor})::bigint as revenue from "Order"
      where ${inDay('"placedAt"')} and ${isPurchase} group by 1`),
  )} as sales,
  ${list(
    ofEachDay(`select count(*)::int as count from "Customer"
      where "deletedAt" is null and ${inDay('"createdAt"')} having count(*) > 0`),
  )} as customers,
  ${list(ofEachDay(`select channel, count(*)::int as count from "Message" where ${inDay('"occurredAt"')} group by 1`))} as messages,
  ${list(`select day, segment, customers from "SegmentDay" where day between $2::date and $3::date order by day`)} as segments`

/** Only days on which something happened. `from` and `to` are calendar days of the shop, both included. */
export const readShopFigures = (shop: Shop, from: string, to: string): Promise<ShopFigures> =>
  tenantDb(shop.id).sql(async (sql) => {
    const [figures] = await sql.rows(figuresRow, shopFiguresSql, [shop.timezone, from, to])
    if (figures === undefined) throw new Error('the figures have one row')
    return figures
  })
