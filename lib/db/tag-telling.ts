// A tag got another name, went or came back: its customers did change, and whoever follows changes is told, a few at a time.
import 'server-only'
import { z } from 'zod'
import { LeavingChanges } from './leaving-changes'
import { type SqlTx, tenantDb } from './tenant-db'

const idSchema = z.object({ id: z.string() })

/** In the transaction of the change: telling begins anew, with everybody. */
export async function queueTelling(sql: SqlTx, tenantId: string, tagId: string): Promise<void> {
  await sql.run(`update "Tag" set "toldAfter" = '' where id = $1`, [tagId])
  await queue(sql, tenantId, tagId, 0)
  await announceTags(sql, tenantId)
}

/** @param delay milliseconds */
async function queue(sql: SqlTx, tenantId: string, tagId: string, delay: number): Promise<void> {
  await sql.rows(
    z.unknown(),
    `select enqueue_at('tell-tag', $1::json, $2, clock_timestamp() + $3::float8 * interval '1 millisecond')::text`,
    [JSON.stringify({ tenantId, tagId }), `tell-tag ${tenantId} ${tagId}`, delay],
  )
}

/** Open screens ask again; nobody's record in particular. */
export const announceTags = (sql: SqlTx, tenantId: string): Promise<number> =>
  sql.run(`select pg_notify('coccinelle_live', $1)`, [JSON.stringify({ tenantId, kind: 'customer', customerId: '' })])

/** Changes that are due to leave for the linked system, counted no further than `most`. */
async function countDue(sql: SqlTx, most: number): Promise<number> {
  const [row] = await sql.rows(
    z.object({ count: z.int() }),
    `select count(*)::int as count from (select 1 from "Outbox" o
       where o."doneAt" is null and o."deadAt" is null and o."nextAttemptAt" <= clock_timestamp() limit $1) due`,
    [most],
  )
  return row?.count ?? 0
}

export interface Telling {
  tenantId: string
  tagId: string
  /** Customers of one transaction. */
  batch: number
  /** With so many changes waiting for the linked system it gets no more: other changes keep their turn. */
  most: number
  /** Milliseconds until the next try then. */
  pause: number
}

/** `waits`: it goes on by itself later. Killed between two batches, the next call goes on there. */
export const tellSome = ({ tenantId, tagId, batch, most, pause }: Telling): Promise<'more' | 'waits' | 'done'> =>
  tenantDb(tenantId).sql(async (sql) => {
    const [tag] = await sql.rows(
      z.object({ after: z.string() }),
      `select "toldAfter" as after from "Tag" where id = $1 and "toldAfter" is not null for no key update`,
      [tagId],
    )
    if (tag === undefined) return 'done'
    if ((await countDue(sql, most)) >= most) {
      await queue(sql, tenantId, tagId, pause)
      return 'waits'
    }
    const next = await sql.rows(
      idSchema,
      `select "customerId" as id from "CustomerTag" where "tagId" = $1 and "customerId" > $2 order by "customerId" limit $3`,
      [tagId, tag.after, batch],
    )
    const ids = next.map(({ id }) => id)
    const touched = await sql.rows(
      idSchema,
      `with live as (select id from "Customer" where id = any($1::text[]) and "deletedAt" is null order by id for no key update)
       update "Customer" c set "updatedAt" = clock_timestamp() from live where c.id = live.id returning c.id`,
      [ids],
    )
    const changes = new LeavingChanges()
    for (const { id } of touched) changes.customer(id, ['tags'])
    const isMore = ids.length === batch
    await sql.run(`update "Tag" set "toldAfter" = $2 where id = $1`, [tagId, isMore ? (ids.at(-1) ?? null) : null])
    await changes.write(sql)
    if (!isMore) await announceTags(sql, tenantId)
    return isMore ? 'more' : 'done'
  })
