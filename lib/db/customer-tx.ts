// The transaction of the use cases (lib/customers/customer-store.ts) on a Prisma transaction of the shop's tenant.
import type { CustomerTx } from '@/lib/customers/customer-store'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { insertActivity } from './activity-repo'
import { appendConsent, listConsents } from './consent-repo'
import { findMergeRecord, mergeRows } from './customer-merge-repo'
import { undoMergeRows } from './customer-merge-undo'
import {
  findCustomersByHandle,
  getCustomer,
  insertCustomerRow,
  lockCustomer,
  softDeleteCustomer,
  touchContact,
  touchUpdated,
  updateCustomerRow,
} from './customer-repo'
import { insertHandle, replacePrimaryHandle } from './handle-repo'
import { insertNote } from './note-repo'
import { upsertOrder } from './order-repo'
import { sqlOf } from './sql-of'
import { addTags, removeTags } from './tag-repo'
import type { PrismaTx, SqlTx } from './tenant-db'

/** @param tx from `tenantDb(shop.id).transaction`, nothing else: it must have the tenant set */
export const customerTx = (tx: PrismaTx, shop: Shop, actor: Actor): CustomerTx => customerTxOn(sqlOf(tx), shop, actor)

/** The same on the driver's own transaction, for work that is hot. @param sql from `tenantDb(shop.id).sql` */
export function customerTxOn(sql: SqlTx, shop: Shop, actor: Actor): CustomerTx {
  return {
    get: (id) => getCustomer(sql, id, shop.currency),
    findByHandle: (kind, value) => findCustomersByHandle(sql, kind, value, shop.currency),
    lock: (id) => lockCustomer(sql, id, shop.currency),
    insertCustomer: async (id, fields, handles) => {
      await insertCustomerRow(sql, shop.id, id, fields)
      for (const handle of handles) await insertHandle(sql, shop.id, id, handle)
    },
    updateCustomer: (id, fields, expectedVersion) => updateCustomerRow(sql, id, fields, expectedVersion),
    setPrimaryHandle: (id, kind, handle) => replacePrimaryHandle(sql, shop.id, id, kind, handle),
    addHandle: (id, handle) => insertHandle(sql, shop.id, id, handle),
    softDelete: (id) => softDeleteCustomer(sql, id),
    touchContact: (id, channel, at) => touchContact(sql, id, channel, at),

    addTags: async (id, names) => {
      const added = await addTags(sql, shop.id, id, names)
      if (added.length > 0) await touchUpdated(sql, id)
      return added
    },
    removeTags: async (id, names) => {
      const removed = await removeTags(sql, shop.id, id, names)
      if (removed.length > 0) await touchUpdated(sql, id)
      return removed
    },
    insertNote: (customerId, content, createdBy, at) => insertNote(sql, shop.id, actor, { customerId, content, createdBy, at }),
    insertActivity: (activity) => insertActivity(sql, shop.id, activity),
    consents: (customerId) => listConsents(sql, customerId),
    appendConsent: async (customerId, entry) => void (await appendConsent(sql, shop.id, customerId, entry)),
    upsertOrder: (customerId, source, order) => upsertOrder(sql, shop, customerId, source, order),

    merge: (winnerId, loserId) => mergeRows(sql, shop, actor, winnerId, loserId),
    findMerge: (mergeId) => findMergeRecord(sql, mergeId),
    undoMerge: (mergeId) => undoMergeRows(sql, shop, actor, mergeId),

    audit: async (action, entity, entityId, changes) => {
      await sql.run(
        `insert into "AuditEvent" ("tenantId", id, "actorKind", "actorId", "actorName", action, entity, "entityId", changes)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb)`,
        [shop.id, newId(), actor.kind, actor.id, actor.name, action, entity, entityId, JSON.stringify(changes)],
      )
    },
    // PostgreSQL delivers at commit, and not at all after a rollback.
    announce: async (event) => {
      await sql.run(`select pg_notify('coccinelle_live', $1)`, [JSON.stringify({ tenantId: shop.id, ...event })])
    },
  }
}
