// An import is taken back, a batch of customers a transaction: those it made go, what it changed goes back, what people have
// touched since stays and is written beside the row.
import 'server-only'
import { z } from 'zod'
import { handleKindSchema, metadataSchema } from '@/lib/customers/customer'
import {
  type ImportedRow,
  planRevert,
  type RevertedCustomer,
  type RevertPlan,
  undoSchema,
} from '@/lib/customers/import/plan-revert'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { insertAudit } from './audit-repo'
import { announceImport } from './import-repo'
import { announceMany } from './announce-many'
import { restoreCustomers, tellReverted } from './import-revert-write'
import { LeavingChanges } from './leaving-changes'
import { archiveCustomers } from './archive-customers'
import { type SqlTx, tenantDb } from './tenant-db'

const customersABatch = 500

const customerSchema = z.object({
  id: z.string(),
  version: z.int(),
  gone: z.enum(['archived', 'merged']).nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  language: z.string(),
  preferredChannel: z.string().nullable(),
  segment: z.string().nullable(),
  metadata: metadataSchema,
  handles: z.array(z.object({ id: z.string(), kind: handleKindSchema, isPrimary: z.boolean(), used: z.boolean() })),
  tags: z.array(z.string()),
  message: z.boolean(),
  note: z.boolean(),
  order: z.boolean(),
  activity: z.boolean(),
  consent: z.boolean(),
  createdAt: z.date(),
})

const rowSchema = z.object({
  customerId: z.string(),
  row: z.int(),
  outcome: z.string(),
  version: z.int(),
  undo: undoSchema.nullable(),
})

/** How many customers were looked at; 0 when all are done, or the import is no longer being reverted. */
export const revertBatch = (shop: Shop, actor: Actor, importId: string): Promise<number> =>
  tenantDb(shop.id).sql(async (sql) => {
    const [state] = await sql.rows(
      z.object({ status: z.string(), startedAt: z.date() }),
      `select status, "startedAt" from "Import" where "tenantId" = $1 and id = $2 for update`,
      [shop.id, importId],
    )
    if (state?.status !== 'reverting') return 0
    const ids = await sql.rows(
      z.object({ id: z.string() }),
      `select distinct "customerId" as id from "ImportRow" where "tenantId" = $1 and "importId" = $2 and reverted is null
         and outcome in ('create', 'change') order by 1 limit ${customersABatch}`,
      [shop.id, importId],
    )
    if (ids.length === 0) {
      await finish(sql, shop, importId)
      return 0
    }
    await revertCustomers(sql, shop, actor, { importId, startedAt: state.startedAt, ids: ids.map(({ id }) => id) })
    await sql.run(`update "Import" set "updatedAt" = clock_timestamp() where "tenantId" = $1 and id = $2`, [shop.id, importId])
    await announceImport(sql, shop.id, importId)
    return ids.length
  })

async function finish(sql: SqlTx, shop: Shop, importId: string): Promise<void> {
  await sql.run(
    `update "Import" set status = 'reverted', "revertedAt" = clock_timestamp(), "updatedAt" = clock_timestamp()
     where "tenantId" = $1 and id = $2 and status = 'reverting'`,
    [shop.id, importId],
  )
  await announceImport(sql, shop.id, importId)
  await announceMany(sql, shop.id)
}

/** Of the customers $2 of the shop $1. Each kind of thing once for all of them, as in import-directory.ts. */
const theirs = (alias: string) => `${alias}."tenantId" = $1 and ${alias}."customerId" = any($2::text[])`
const revertedSql = `with
  messages as materialized (select m."customerId" as id, array_agg(distinct m."fromAddress") as senders from "Message" m
    where ${theirs('m')} group by 1),
  handles as materialized (select h."customerId" as id, json_agg(json_build_object('id', h.id, 'kind', h.kind,
      'isPrimary', h."isPrimary", 'used', coalesce(messages.senders && array[h.value, h.raw], false)) order by h."createdAt", h.id) as list
    from "CustomerHandle" h left join messages on messages.id = h."customerId" where ${theirs('h')} and h."deletedAt" is null group by 1),
  tags as materialized (select ct."customerId" as id, json_agg(t.key) as list from "CustomerTag" ct
    join "Tag" t on t."tenantId" = $1 and t.id = ct."tagId" and t."deletedAt" is null where ${theirs('ct')} group by 1),
  notes as materialized (select distinct n."customerId" as id from "CustomerNote" n where ${theirs('n')} and n."deletedAt" is null),
  orders as materialized (select distinct o."customerId" as id from "Order" o where ${theirs('o')}),
  activities as materialized (select distinct a."customerId" as id from "CustomerActivity" a where ${theirs('a')}
    and a.type not in ('customer_created', 'customer_updated', 'synced') and not a.metadata ? 'byRule'
    and coalesce(a.metadata ->> 'importId', '') <> $3),
  consents as materialized (select distinct e."customerId" as id from "ConsentEntry" e where ${theirs('e')}
    and (e.source <> 'import' or e.at < $4))
  select c.id, c.version, c."createdAt", c."firstName", c."lastName", c.language, c."preferredChannel", c.segment, c.metadata,
    case when c."mergedIntoId" is not null then 'merged' when c."deletedAt" is not null then 'archived' end as gone,
    coalesce(handles.list, '[]') as handles, coalesce(tags.list, '[]') as tags, messages.id is not null as message,
    notes.id is not null as note, orders.id is not null as "order", activities.id is not null as activity,
    consents.id is not null as consent
  from "Customer" c left join handles on handles.id = c.id left join tags on tags.id = c.id left join messages on messages.id = c.id
    left join notes on notes.id = c.id left join orders on orders.id = c.id left join activities on activities.id = c.id
    left join consents on consents.id = c.id
  where c."tenantId" = $1 and c.id = any($2::text[])`

async function readCustomers(
  sql: SqlTx,
  tenantId: string,
  importId: string,
  startedAt: Date,
  ids: string[],
): Promise<(RevertedCustomer & { createdAt: Date })[]> {
  await sql.rows(
    z.object({ id: z.string() }),
    `select id from "Customer" where "tenantId" = $1 and id = any($2::text[]) order by id for update`,
    [tenantId, ids],
  )
  const rows = await sql.rows(customerSchema, revertedSql, [tenantId, ids, importId, startedAt])
  return rows.map(
    ({ id, version, gone, createdAt, metadata, handles, tags, message, note, order, activity, consent, ...fields }) => ({
      id,
      version,
      gone,
      createdAt,
      metadata,
      handles,
      fields,
      tags: new Set(tags),
      since: { message, note, order, activity, consent },
    }),
  )
}

interface Batch {
  importId: string
  startedAt: Date
  ids: string[]
}

async function revertCustomers(sql: SqlTx, shop: Shop, actor: Actor, { importId, startedAt, ids }: Batch): Promise<void> {
  const customers = await readCustomers(sql, shop.id, importId, startedAt, ids)
  const rows = await sql.rows(
    rowSchema,
    `select "customerId", "row", outcome, coalesce(version, 1) as version, undo from "ImportRow"
     where "tenantId" = $1 and "importId" = $2 and "customerId" = any($3::text[]) order by "row"`,
    [shop.id, importId, ids],
  )
  const byCustomer = new Map<string, ImportedRow[]>()
  for (const { customerId, undo, ...row } of rows)
    byCustomer.set(customerId, [...(byCustomer.get(customerId) ?? []), { ...row, undo: undo ?? undoSchema.parse({}) }])
  const plans = customers.map((customer) => ({ customer, plan: planRevert(customer, byCustomer.get(customer.id) ?? []) }))

  const changes = new LeavingChanges()
  const removed = plans.flatMap(({ customer, plan }) => (plan.kind === 'remove' ? [customer.id] : []))
  await archiveCustomers(sql, shop.id, removed)
  const restored = plans.flatMap(({ customer, plan }) =>
    plan.kind === 'restore' ? [{ id: customer.id, ...plan.restoration }] : [],
  )
  await restoreCustomers(sql, shop, restored)
  await tellReverted(sql, shop, actor, importId, removed, restored)
  for (const { customer, plan } of plans) if (plan.kind === 'remove') changes.deleted(customer.id, customer.createdAt)
  for (const { id, names } of restored) changes.customer(id, names)

  await sql.run(
    `update "ImportRow" r set reverted = n.word from (select unnest($3::text[]) as id, unnest($4::text[]) as word) n
     where r."tenantId" = $1 and r."importId" = $2 and r."customerId" = n.id and r.outcome in ('create', 'change')`,
    [shop.id, importId, plans.map(({ customer }) => customer.id), plans.map(({ plan }) => wordOf(plan))],
  )
  await insertAudit(sql, shop.id, actor, {
    action: 'import.revert-batch',
    entity: 'import',
    entityId: importId,
    changes: { removed: removed.length, restored: restored.length, customers: plans.length },
  })
  await changes.write(sql, { inBulk: true })
}

/** As kept beside the row: what was done, and after a colon why not all of it, or none. */
const wordOf = (plan: RevertPlan): string =>
  plan.kind === 'keep'
    ? `kept:${plan.because}`
    : plan.kind === 'restore'
      ? plan.kept[0] === undefined
        ? 'restored'
        : `restored:${plan.kept[0]}`
      : plan.kind === 'remove'
        ? 'removed'
        : 'nothing'
