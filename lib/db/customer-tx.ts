// The transaction of the use cases (lib/customers/customer-store.ts) on a Prisma transaction of the shop's tenant.
import type { CustomerTx } from '@/lib/customers/customer-store'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { notFound } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { insertActivity } from './activity-repo'
import { ChangedIdentities } from './changed-identities'
import { ChangedSegments } from './changed-segments'
import { appendConsent, listConsents } from './consent-repo'
import { findMergeRecord, mergeRows } from './customer-merge-repo'
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
import { dismissPair, noteOneSender, reopenPair, settlePair } from './duplicate-repo'
import { findHandle, makePrimary, removeHandle, setShared } from './handle-edit-repo'
import { insertHandle, replacePrimaryHandle } from './handle-repo'
import { LeavingChanges } from './leaving-changes'
import { undoMergeRows } from './merge-chain'
import { insertNote } from './note-repo'
import { upsertOrder } from './order-repo'
import { insertPreferenceLinks, markLinkUsed } from './preference-link-repo'
import { sqlOf } from './sql-of'
import { lockNote, missedItsTurn, rewriteNote, setNotePinned, setNoteRemoved } from './staff-note-repo'
import { addTags, removeTags } from './tag-repo'
import type { PrismaTx, SqlTx } from './tenant-db'

/**
 * A transaction whose changes stay here: for demonstration data, which no linked system must get.
 * @param tx from `tenantDb(shop.id).transaction`, nothing else: it must have the tenant set
 */
export const customerTx = (tx: PrismaTx, shop: Shop, actor: Actor): CustomerTx =>
  customerTxOn(sqlOf(tx), shop, actor, new LeavingChanges(), new ChangedIdentities(), new ChangedSegments())

/**
 * Does `work`; what it changes is then written for the shop's linked system, if there is one, for the search for duplicates
 * and for the segments, in the same transaction.
 * @param sql a transaction of the shop's tenant
 */
export async function inCustomerTx<T>(sql: SqlTx, shop: Shop, actor: Actor, work: (tx: CustomerTx) => Promise<T>): Promise<T> {
  const [changes, identities, segments] = [new LeavingChanges(), new ChangedIdentities(), new ChangedSegments()]
  const result = await work(customerTxOn(sql, shop, actor, changes, identities, segments))
  await changes.write(sql)
  await identities.write(sql, shop.id)
  await segments.write(sql, shop.id)
  return result
}

function customerTxOn(
  sql: SqlTx,
  shop: Shop,
  actor: Actor,
  changes: LeavingChanges,
  identities: ChangedIdentities,
  segments: ChangedSegments,
): CustomerTx {
  return {
    get: (id) => getCustomer(sql, id, shop.currency),
    findByHandle: (kind, value) => findCustomersByHandle(sql, kind, value, shop.currency),
    lock: (id) => lockCustomer(sql, id, shop.currency),
    insertCustomer: async (id, fields, handles) => {
      await insertCustomerRow(sql, shop.id, id, fields)
      for (const handle of handles) await insertHandle(sql, shop.id, id, handle)
      changes.customer(id)
      identities.add(id)
      segments.add(id)
    },
    updateCustomer: async (id, fields, expectedVersion) => {
      await updateCustomerRow(sql, id, fields, expectedVersion)
      const names = Object.keys(fields)
      if (names.length > 0) changes.customer(id, names)
      identities.fields(id, names)
      segments.add(id)
    },
    setPrimaryHandle: async (id, kind, handle) => {
      await replacePrimaryHandle(sql, shop.id, id, kind, handle)
      changes.customer(id, [kind])
      identities.add(id)
      segments.add(id)
    },
    addHandle: async (id, handle) => {
      await insertHandle(sql, shop.id, id, handle)
      changes.customer(id)
      identities.add(id)
      segments.add(id)
    },
    findHandle: (id, handleId) => findHandle(sql, id, handleId),
    makePrimary: async (id, handle) => {
      await makePrimary(sql, id, handle)
      changes.customer(id, [handle.kind])
    },
    removeHandle: async (id, handle) => {
      await removeHandle(sql, id, handle)
      changes.customer(id, [handle.kind])
      identities.add(id)
      segments.add(id)
    },
    setShared: async (kind, value, shared) => {
      const ids = await setShared(sql, kind, value, shared)
      identities.add(...ids)
      return ids
    },
    softDelete: async (id) => {
      await softDeleteCustomer(sql, id)
      changes.deleted(id)
      identities.add(id)
      segments.add(id)
    },
    touchContact: async (id, channel, at) => {
      await touchContact(sql, id, channel, at)
      segments.add(id)
    },

    addTags: async (id, names) => {
      const added = await addTags(sql, shop.id, id, names)
      if (added.length > 0) {
        await touchUpdated(sql, id)
        changes.customer(id, ['tags'])
        segments.add(id)
      }
      return added
    },
    removeTags: async (id, names) => {
      const removed = await removeTags(sql, shop.id, id, names)
      if (removed.length > 0) {
        await touchUpdated(sql, id)
        changes.customer(id, ['tags'])
        segments.add(id)
      }
      return removed
    },
    insertNote: async (customerId, content, createdBy, at) => {
      const note = await insertNote(sql, shop.id, actor, { customerId, content, createdBy, at })
      changes.note(customerId, note.id)
      return note
    },
    lockNote: (customerId, noteId) => lockNote(sql, customerId, noteId),
    rewriteNote: (note, content, at) => rewriteNote(sql, shop.id, actor, note, content, at),
    setNotePinned: (note, pinned) => setNotePinned(sql, note, pinned),
    setNoteRemoved: async (note, removed) => {
      await setNoteRemoved(sql, actor, note, removed)
      if (!removed && (await missedItsTurn(sql, note))) changes.note(note.customerId, note.id)
    },
    insertActivity: async (activity) => {
      const line = await insertActivity(sql, shop.id, activity)
      changes.activity(activity.customerId, activity.type, line.id)
      return line
    },
    consents: (customerId) => listConsents(sql, customerId),
    appendConsent: async (customerId, entry) => {
      await appendConsent(sql, shop.id, customerId, entry)
      changes.preferences(customerId)
      segments.add(customerId)
    },
    insertPreferenceLink: async (customerId) => {
      const [link] = await insertPreferenceLinks(sql, shop.id, [{ customerId, channel: null, bulkJobId: null }])
      if (link === undefined) throw notFound('customer')
      return link
    },
    markLinkUsed: (linkId) => markLinkUsed(sql, linkId),
    upsertOrder: async (customerId, source, order) => {
      const { formerId, ...written } = await upsertOrder(sql, shop, customerId, source, order)
      segments.add(customerId, ...(formerId === null ? [] : [formerId]))
      return written
    },

    // The kept customer leaves as it is now, with the stricter consent; the other's record over there stays, linked to the
    // kept one. What else waited of the other is handed over when it is pushed.
    merge: async (winnerId, loserId, choices) => {
      const merged = await mergeRows(sql, shop, actor, winnerId, loserId, choices)
      await settlePair(sql, winnerId, loserId, false)
      changes.customer(winnerId)
      changes.preferences(winnerId)
      identities.add(winnerId, loserId)
      segments.add(winnerId, loserId)
      return merged
    },
    undoMerge: async (mergeId) => {
      const { holderId } = await undoMergeRows(sql, shop, actor, mergeId)
      const merge = await findMergeRecord(sql, mergeId)
      if (merge === null) throw notFound('merge')
      await settlePair(sql, merge.winnerId, merge.loserId, true)
      for (const customerId of new Set([holderId, merge.loserId])) {
        changes.customer(customerId)
        changes.preferences(customerId)
      }
      identities.add(holderId, merge.winnerId, merge.loserId)
      segments.add(holderId, merge.winnerId, merge.loserId)
      return { ...merge, holderId }
    },
    dismissDuplicate: (pair, scored) => dismissPair(sql, shop, actor, pair, scored),
    reopenDuplicate: async (pair) => {
      const open = await reopenPair(sql, pair)
      if (open) identities.add(...pair)
      return open
    },
    noteOneSender: async (id, otherId) => {
      await noteOneSender(sql, shop.id, id, otherId)
      identities.add(id, otherId)
    },

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
