// The mirror of a shop's customers on PostgreSQL: reads on the driver itself, writes in Prisma transactions.
import 'server-only'
import type { CustomerStore } from '@/lib/customers/customer-store'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { listActivities } from './activity-repo'
import { changesSince } from './change-feed'
import { currentConsents, listConsents } from './consent-repo'
import { countCustomers, listCounted } from './count-customers'
import { customerFacts } from './customer-facts'
import { listCustomers, previousCursor } from './customer-list'
import { findCustomersByHandle, getCustomer, mergedInto } from './customer-repo'
import { customerStats } from './customer-stats'
import { inCustomerTx } from './customer-tx'
import { metadataKeys } from './metadata-keys'
import { listNotes } from './note-repo'
import { listOrders } from './order-repo'
import { listSegments } from './segment-repo'
import { sqlOf } from './sql-of'
import { noteVersions } from './staff-note-repo'
import { listTags } from './tag-repo'
import { tenantDb } from './tenant-db'
import { listTimeline } from './timeline-repo'
import { usedFields } from './used-fields-repo'
import { onceInTransaction } from './write-once'

/** @param shop from the session, the key or the verified channel; @param actor goes into the audit log */
export function createCustomerStore(shop: Shop, actor: Actor): CustomerStore {
  const db = tenantDb(shop.id)
  return {
    get: (id) => db.sql((sql) => getCustomer(sql, id, shop.currency)),
    findByHandle: (kind, value) => db.sql((sql) => findCustomersByHandle(sql, kind, value, shop.currency)),
    list: (request) => db.sql((sql) => listCustomers(sql, shop, request)),
    previousCursor: (request) => db.sql((sql) => previousCursor(sql, shop, request)),
    listCounted: (request, cap) => db.sql((sql) => listCounted(sql, shop, request, cap)),
    count: (filter, cap) => db.sql((sql) => countCustomers(sql, shop, filter, cap)),
    activities: (customerId, page) => db.sql((sql) => listActivities(sql, customerId, page)),
    timeline: (customerId, request) => db.sql((sql) => listTimeline(sql, customerId, request)),
    noteVersions: (customerId, noteId) => db.sql((sql) => noteVersions(sql, customerId, noteId)),
    notes: (customerId, page) => db.sql((sql) => listNotes(sql, customerId, page)),
    orders: (customerId, limit) => db.sql((sql) => listOrders(sql, customerId, limit)),
    stats: (customerId) => db.sql((sql) => customerStats(sql, customerId, shop.currency)),
    consents: (customerId) => db.sql((sql) => listConsents(sql, customerId)),
    currentConsents: (customerIds) => db.sql((sql) => currentConsents(sql, customerIds)),
    metadataKeys: (most) => db.sql((sql) => metadataKeys(sql, most)),
    facts: (customerId, most) => db.sql((sql) => customerFacts(sql, customerId, most, shop)),
    mergedInto: (id) => db.sql((sql) => mergedInto(sql, id)),
    tags: () => db.sql(listTags),
    segments: () => db.sql(listSegments),
    usedFields: () => db.sql(usedFields),
    changesSince: (cursor, limit) => changesSince(db, shop.currency, cursor, limit),
    write: (work) => db.transaction((tx) => inCustomerTx(sqlOf(tx), shop, actor, work)),
    writeOnce: (key, fingerprint, work) =>
      db.transaction((tx) => {
        const sql = sqlOf(tx)
        return onceInTransaction(sql, shop.id, actor, key, fingerprint, () => inCustomerTx(sql, shop, actor, work))
      }),
  }
}
