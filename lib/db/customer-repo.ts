// One customer's own row: read it whole, lock it, make it, change it, take it out of the lists.
import type { Customer, HandleKind } from '@/lib/customers/customer'
import type { CustomerFields } from '@/lib/customers/customer-store'
import { notFound, staleVersion } from '@/lib/shared/errors'
import { z } from 'zod'
import { customerColumns, customerRowSchema, toCustomer } from './customer-row'
import type { SqlTx, SqlValue } from './tenant-db'

/** Live customers only. `currency` is the shop's. */
export async function getCustomer(sql: SqlTx, id: string, currency: string): Promise<Customer | null> {
  const [row] = await sql.rows(
    customerRowSchema,
    `select ${customerColumns} from "Customer" c where c.id = $1 and c."deletedAt" is null`,
    [id],
  )
  return row === undefined ? null : toCustomer(row, currency)
}

/** The unshared owner first, then by age. */
export async function findCustomersByHandle(sql: SqlTx, kind: HandleKind, value: string, currency: string): Promise<Customer[]> {
  const rows = await sql.rows(
    customerRowSchema,
    `select ${customerColumns} from "Customer" c
     join "CustomerHandle" found on found."tenantId" = c."tenantId" and found."customerId" = c.id
     where found.kind = $1 and found.value = $2 and found."deletedAt" is null and c."deletedAt" is null
     order by found.shared, c."createdAt", c.id limit 50`,
    [kind, value],
  )
  return rows.map((row) => toCustomer(row, currency))
}

/** Locks first and reads afterwards: what a transaction we waited for has committed is seen. */
export async function lockCustomer(sql: SqlTx, id: string, currency: string): Promise<Customer | null> {
  const locked = await sql.rows(
    z.object({ id: z.string() }),
    `select id from "Customer" where id = $1 and "deletedAt" is null for update`,
    [id],
  )
  return locked.length === 0 ? null : getCustomer(sql, id, currency)
}

// Timestamps of changes are the moment of the statement, not of the transaction's start: lib/db/change-feed.ts counts on it.
export async function insertCustomerRow(sql: SqlTx, tenantId: string, id: string, fields: CustomerFields): Promise<void> {
  await sql.run(
    `insert into "Customer" ("tenantId", id, "firstName", "lastName", "preferredChannel", language, segment, metadata, "createdAt", "updatedAt")
     select $1, $2, $3, $4, $5, $6, $7, $8::jsonb, moment, moment from clock_timestamp() moment`,
    [
      tenantId,
      id,
      fields.firstName,
      fields.lastName,
      fields.preferredChannel,
      fields.language,
      fields.segment,
      JSON.stringify(fields.metadata),
    ],
  )
}

const columnOf: Record<keyof CustomerFields, string> = {
  firstName: '"firstName"',
  lastName: '"lastName"',
  preferredChannel: '"preferredChannel"',
  language: 'language',
  segment: 'segment',
  metadata: 'metadata',
}
const fieldNames: (keyof CustomerFields)[] = ['firstName', 'lastName', 'preferredChannel', 'language', 'segment', 'metadata']

/** Throws `not_found`, or `conflict` `stale_version` when `expectedVersion` is given and not the current one. */
export async function updateCustomerRow(
  sql: SqlTx,
  id: string,
  fields: Partial<CustomerFields>,
  expectedVersion?: number,
): Promise<void> {
  const values: SqlValue[] = [id, expectedVersion ?? null]
  const sets = fieldNames.flatMap((name) => {
    const value = fields[name]
    if (value === undefined) return []
    values.push(value !== null && typeof value === 'object' ? JSON.stringify(value) : value)
    return [`${columnOf[name]} = $${values.length}${name === 'metadata' ? '::jsonb' : ''}`]
  })
  // Set on purpose, it is held fast, even where the ladder says the same.
  if (fields.segment !== undefined) sets.push('"ruledSegment" = null')
  const touched = await sql.run(
    `update "Customer" set ${['version = version + 1', '"updatedAt" = clock_timestamp()', ...sets].join(', ')}
     where id = $1 and "deletedAt" is null and ($2::int is null or version = $2::int)`,
    values,
  )
  if (touched > 0) return
  const [current] = await sql.rows(
    z.object({ version: z.int() }),
    `select version from "Customer" where id = $1 and "deletedAt" is null`,
    [id],
  )
  throw current === undefined ? notFound('customer') : staleVersion(current.version)
}

/** The history stays; the handles become free for others. */
export async function softDeleteCustomer(sql: SqlTx, id: string): Promise<void> {
  const touched = await sql.run(
    `update "Customer" set "deletedAt" = clock_timestamp(), "updatedAt" = clock_timestamp(), version = version + 1
     where id = $1 and "deletedAt" is null`,
    [id],
  )
  if (touched === 0) throw notFound('customer')
  await sql.run(`update "CustomerHandle" set "deletedAt" = clock_timestamp() where "customerId" = $1 and "deletedAt" is null`, [
    id,
  ])
}

/** Keeps the newest contact, whatever order messages come in. Not an edit: the version stays. */
export async function touchContact(sql: SqlTx, id: string, channel: string, at: Date): Promise<void> {
  await sql.run(
    `update "Customer" set "lastContactAt" = $2::timestamptz, "lastContactChannel" = $3, "updatedAt" = clock_timestamp()
     where id = $1 and ("lastContactAt" is null or "lastContactAt" <= $2::timestamptz)`,
    [id, at, channel],
  )
}

/** Something shown with the customer changed in another table: the change feed must tell it. */
export const touchUpdated = (sql: SqlTx, id: string): Promise<number> =>
  sql.run(`update "Customer" set "updatedAt" = clock_timestamp() where id = $1`, [id])

/** The live customer that a merged id is part of now, through any number of merges. */
export async function mergedInto(sql: SqlTx, id: string): Promise<string | null> {
  const rows = await sql.rows(
    z.object({ id: z.string() }),
    `with recursive chain (id, next, depth) as (
       select id, "mergedIntoId", 0 from "Customer" where id = $1
       union all select c.id, c."mergedIntoId", chain.depth + 1 from chain join "Customer" c on c.id = chain.next where chain.depth < 100)
     select chain.id from chain join "Customer" c on c.id = chain.id and c."deletedAt" is null where chain.depth > 0 limit 1`,
    [id],
  )
  return rows[0]?.id ?? null
}
