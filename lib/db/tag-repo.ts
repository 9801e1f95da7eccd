// Tags: entities with a join table, so that two people tagging at once both succeed.
import { z } from 'zod'
import type { TagCount } from '@/lib/customers/customer-store'
import { tagKey } from '@/lib/customers/tag-key'
import { newId } from '@/lib/shared/ids'
import { countedTags } from './tag-counts'
import type { SqlTx } from './tenant-db'

const named = z.object({ name: z.string() })

/** By key, each with the first spelling given. */
export function spelledTags(names: readonly string[]): Map<string, string> {
  const spelled = new Map<string, string>()
  for (const name of names) if (!spelled.has(tagKey(name))) spelled.set(tagKey(name), name.trim())
  return spelled
}

/**
 * There are live tags of these keys, made where they were missing, and until the end of the transaction nobody renames, merges
 * or takes away one of them.
 * @param names by key
 */
export async function holdTags(sql: SqlTx, tenantId: string, names: ReadonlyMap<string, string>): Promise<void> {
  // Sorted by key: transactions that make the same new tags wait for each other instead of dying.
  const byKey = [...names].sort(([a], [b]) => (a < b ? -1 : 1))
  const keys = byKey.map(([key]) => key)
  for (;;) {
    await sql.run(
      `insert into "Tag" ("tenantId", id, name, key) select $1, id, name, key from unnest($2::text[], $3::text[], $4::text[]) as new (id, name, key)
       where not exists (select from "Tag" known where known."tenantId" = $1 and known.key = new.key and known."deletedAt" is null)
       on conflict ("tenantId", key) where "deletedAt" is null do nothing`,
      [tenantId, byKey.map(() => newId()), byKey.map(([, name]) => name), keys],
    )
    // Whoever changes one locks it first (lib/db/tag-store.ts): of those we waited for only what is still to be had is held.
    const held = await sql.run(
      `select from "Tag" where "tenantId" = $1 and key = any($2::text[]) and "deletedAt" is null order by id for key share`,
      [tenantId, keys],
    )
    if (held >= keys.length) return
  }
}

/** Names that the customer did not have, as the shop spells them. */
export async function addTags(sql: SqlTx, tenantId: string, customerId: string, names: string[]): Promise<string[]> {
  if (names.length === 0) return []
  const spelled = spelledTags(names)
  await holdTags(sql, tenantId, spelled)
  const added = await sql.rows(
    named,
    `with added as (
       insert into "CustomerTag" ("tenantId", "customerId", "tagId") select $1, $2, id from "Tag"
         where "tenantId" = $1 and key = any($3::text[]) and "deletedAt" is null order by id
       on conflict do nothing returning "tagId")
     select t.name from added join "Tag" t on t."tenantId" = $1 and t.id = added."tagId" order by t.key collate "C"`,
    [tenantId, customerId, [...spelled.keys()]],
  )
  return added.map(({ name }) => name)
}

/** Names that the customer had. */
export async function removeTags(sql: SqlTx, tenantId: string, customerId: string, names: string[]): Promise<string[]> {
  if (names.length === 0) return []
  const removed = await sql.rows(
    named,
    `with removed as (
       delete from "CustomerTag" ct using "Tag" t where ct."tenantId" = $1 and ct."customerId" = $2
         and t."tenantId" = ct."tenantId" and t.id = ct."tagId" and t."deletedAt" is null and t.key = any($3::text[]) returning t.name, t.key)
     select name from removed order by key collate "C"`,
    [tenantId, customerId, names.map(tagKey)],
  )
  return removed.map(({ name }) => name)
}

/** Every tag of the shop with the number of live customers that have it, by name. */
export const listTags = (sql: SqlTx): Promise<TagCount[]> =>
  sql.rows(
    z.object({ name: z.string(), color: z.string().nullable(), customers: z.int() }),
    `select t.name, t.color, t.n as customers from ${countedTags} where t."deletedAt" is null order by t.key collate "C"`,
  )

/** The ids of the named tags, or null when one of them is no tag of the shop. */
export async function findTagIds(sql: SqlTx, names: string[]): Promise<string[] | null> {
  const keys = [...new Set(names.map(tagKey))]
  const found = await sql.rows(
    z.object({ id: z.string() }),
    `select id from "Tag" where key = any($1::text[]) and "deletedAt" is null`,
    [keys],
  )
  return found.length === keys.length ? found.map(({ id }) => id) : null
}
