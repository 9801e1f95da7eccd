// What follows a change of many customers at once, by an import or a bulk action.
import { z } from 'zod'
import { lookThroughShop } from './changed-identities'
import { beginSegmentRun } from './segment-run'
import type { SqlTx } from './tenant-db'

/** Open screens of the shop hear of it after the commit: lib/server/live.ts reads the notice. */
export const notifyScreens = (sql: SqlTx, notice: Record<string, string>) =>
  sql.rows(z.unknown(), `select pg_notify('coccinelle_live', $1)::text`, [JSON.stringify(notice)])

/** At its end: who may be whose duplicate is looked for, segments are brought up to date, and open screens hear of it once. */
export async function announceMany(sql: SqlTx, tenantId: string): Promise<void> {
  await lookThroughShop(sql, tenantId)
  await beginSegmentRun(sql, tenantId)
  await notifyScreens(sql, { tenantId, kind: 'customers', customerId: '' })
}
