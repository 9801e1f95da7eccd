// What a bulk action does to live customers that are locked: each kind with one statement for all of them, and the same
// lines in timeline, audit log and outbox as the action of one customer (lib/customers/tag-customer.ts and its neighbours).
import { z } from 'zod'
import type { AskRefusal } from '@/lib/consent/why-not-ask'
import type { BulkAction } from '@/lib/customers/bulk/bulk-action'
import type { AskedChannel } from '@/lib/customers/bulk/bulk-limits'
import type { Metadata } from '@/lib/customers/customer'
import { tagKey } from '@/lib/customers/tag-key'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { archiveCustomers } from './archive-customers'
import { byCustomer } from './by-customer'
import { makeRequests } from './consent-requests'
import type { LeavingChanges } from './leaving-changes'
import { holdTags, spelledTags } from './tag-repo'
import { insertCustomerAudits, insertTimelineLines, type TimelineLine } from './tell-many'
import type { SqlTx } from './tenant-db'

export interface LiveCustomer {
  id: string
  segment: string | null
}

/** What taking it back needs: ids of tags, the segment before, or the archived customer's version and handles. */
export const undoSchema = z.object({
  tags: z.array(z.string()).default([]),
  segment: z.string().nullable().default(null),
  version: z.int().default(0),
  handles: z.array(z.string()).default([]),
})
export type BulkUndo = z.output<typeof undoSchema>

/** Of a customer for whom something changed, or who was left out, with why; of the others there is none. */
export type BulkEffect = { customerId: string; undo: Partial<BulkUndo> } | { customerId: string; left: AskRefusal }

export interface BulkWork {
  jobId: string
  action: BulkAction
  customers: readonly LiveCustomer[]
  changes: LeavingChanges
}

export async function takeEffect(sql: SqlTx, shop: Shop, actor: Actor, work: BulkWork): Promise<BulkEffect[]> {
  const ids = work.customers.map(({ id }) => id)
  const context: BulkContext = { sql, shop, actor, jobId: work.jobId, isUndo: false, changes: work.changes }
  if (ids.length === 0) return []
  switch (work.action.kind) {
    case 'add-tags': {
      const names = spelledTags(work.action.tags)
      await holdTags(sql, shop.id, names)
      const added = await sql.rows(
        tagged,
        `with added as (
           insert into "CustomerTag" ("tenantId", "customerId", "tagId")
           select $1, c.id, t.id from unnest($2::text[]) c (id), "Tag" t where t."tenantId" = $1 and t.key = any($3::text[]) and t."deletedAt" is null
           order by c.id, t.id
           on conflict do nothing returning "customerId", "tagId")
         select a."customerId", a."tagId", t.name from added a join "Tag" t on t."tenantId" = $1 and t.id = a."tagId" order by t.key collate "C"`,
        [shop.id, ids, [...names.keys()]],
      )
      return tellTags(context, added, true)
    }
    case 'remove-tags': {
      const removed = await sql.rows(
        tagged,
        `with removed as (
           delete from "CustomerTag" ct using "Tag" t where ct."tenantId" = $1 and ct."customerId" = any($2::text[])
             and t."tenantId" = ct."tenantId" and t.id = ct."tagId" and t.key = any($3::text[]) and t."deletedAt" is null
           returning ct."customerId", ct."tagId", t.name, t.key)
         select "customerId", "tagId", name from removed order by key collate "C"`,
        [shop.id, ids, work.action.tags.map(tagKey)],
      )
      return tellTags(context, removed, false)
    }
    case 'set-segment': {
      const { segment } = work.action
      const changed = work.customers.filter((customer) => customer.segment !== segment)
      await changeSegments(
        context,
        changed.map(({ id, segment: from }) => ({ id, from, to: segment })),
      )
      return changed.map(({ id, segment: before }) => ({ customerId: id, undo: { segment: before } }))
    }
    case 'archive': {
      const archived = await archiveCustomers(sql, shop.id, ids)
      await insertCustomerAudits(
        sql,
        shop.id,
        actor,
        archived.map(({ id }) => ({ customerId: id, action: 'customer.delete', changes: traceOf(context) })),
      )
      for (const { id } of archived) work.changes.deleted(id)
      return archived.map(({ id, version, handles }) => ({ customerId: id, undo: { version, handles } }))
    }
    case 'ask-consent': {
      const { channel } = work.action
      const { asked, left } = await makeRequests(sql, shop.id, { jobId: work.jobId, channel, ids })
      await tellRequests(context, channel, asked, true)
      return [
        ...asked.map((customerId) => ({ customerId, undo: {} })),
        ...[...left].map(([customerId, because]) => ({ customerId, left: because })),
      ]
    }
  }
}

export interface BulkContext {
  sql: SqlTx
  shop: Shop
  actor: Actor
  jobId: string
  isUndo: boolean
  changes: LeavingChanges
}

export const traceOf = ({ jobId, isUndo }: BulkContext): Metadata => ({ bulkId: jobId, ...(isUndo ? { undo: true } : {}) })

export const tagged = z.object({ customerId: z.string(), tagId: z.string(), name: z.string() })

/** Tags were added to or taken from these customers: their versions, lines and outbox rows. */
export async function tellTags(context: BulkContext, rows: z.output<typeof tagged>[], add: boolean): Promise<BulkEffect[]> {
  const people = [...byCustomer(rows)].map(([customerId, own]) => ({
    customerId,
    names: own.map(({ name }) => name),
    ids: own.map(({ tagId }) => tagId),
  }))
  await touch(
    context,
    people.map(({ customerId }) => customerId),
    'tags',
  )
  await tell(
    context,
    add ? 'tag.add' : 'tag.remove',
    people.map(({ customerId, names }) => ({
      customerId,
      type: add ? 'tag_added' : 'tag_removed',
      description: names.join(', '),
      metadata: { tags: names },
    })),
  )
  return people.map(({ customerId, ids }) => ({ customerId, undo: { tags: ids } }))
}

export async function changeSegments(
  context: BulkContext,
  changed: readonly { id: string; from: string | null; to: string | null }[],
): Promise<void> {
  const { sql, shop } = context
  if (changed.length === 0) return
  await sql.run(
    `update "Customer" c set segment = n."to", version = c.version + 1, "updatedAt" = clock_timestamp()
     from jsonb_to_recordset($2::jsonb) n (id text, "to" text) where c."tenantId" = $1 and c.id = any($3::text[]) and c.id = n.id`,
    [shop.id, JSON.stringify(changed.map(({ id, to }) => ({ id, to }))), changed.map(({ id }) => id)],
  )
  for (const { id } of changed) context.changes.customer(id, ['segment'])
  await tell(
    context,
    'segment.set',
    changed.map(({ id, from, to }) => ({
      customerId: id,
      type: 'segment_changed',
      description: to ?? '',
      metadata: { from, to },
    })),
  )
}

/** No version is raised and nothing leaves: what is known of the customer is the same as before. */
export const tellRequests = (context: BulkContext, channel: AskedChannel, ids: readonly string[], made: boolean): Promise<void> =>
  tell(
    context,
    made ? 'consent.request' : 'consent.withdraw',
    ids.map((customerId) => ({
      customerId,
      type: made ? 'consent_requested' : 'request_withdrawn',
      description: '',
      metadata: { channel },
    })),
  )

async function touch({ sql, shop, changes }: BulkContext, ids: readonly string[], field: string): Promise<void> {
  if (ids.length === 0) return
  await sql.run(
    `update "Customer" set version = version + 1, "updatedAt" = clock_timestamp() where "tenantId" = $1 and id = any($2::text[])`,
    [shop.id, ids],
  )
  for (const id of ids) changes.customer(id, [field])
}

async function tell(context: BulkContext, action: string, lines: readonly TimelineLine[]): Promise<void> {
  const { sql, shop, actor } = context
  const trace = traceOf(context)
  await insertTimelineLines(
    sql,
    shop.id,
    lines.map((line) => ({ ...line, metadata: { ...line.metadata, by: actor.name, ...trace } })),
  )
  await insertCustomerAudits(
    sql,
    shop.id,
    actor,
    lines.map(({ customerId, metadata }) => ({ customerId, action, changes: { ...metadata, ...trace } })),
  )
}
