// One effect per Idempotency-Key: the key's row, the effect and the kept answer are one transaction. A crash leaves
// nothing behind, a rival waits for the first to finish, and a refused call frees its key.
import 'server-only'
import { z } from 'zod'
import type { CustomerStore } from '@/lib/customers/customer-store'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError } from '@/lib/shared/errors'
import { listConsents } from './consent-repo'
import { createCustomerStore } from './customer-store'
import { inCustomerTx } from './customer-tx'
import { findCustomersByHandle, getCustomer } from './customer-repo'
import { sqlState } from './database-errors'
import { sqlOf } from './sql-of'
import { type SqlTx, tenantDb } from './tenant-db'
import { onceInTransaction } from './write-once'

const keptSchema = z.object({ status: z.int(), body: z.string(), headers: z.record(z.string(), z.string()) })
/** An answer as it went out: `body` is its text, to the byte. */
export type KeptAnswer = z.infer<typeof keptSchema>

const rowSchema = z.object({ requestHash: z.string(), response: keptSchema.nullable() })

/** A store whose writes, and reads after them, happen in the transaction `sql`. Lists stay outside: no use case that writes needs them. */
function storeInside(sql: SqlTx, shop: Shop, actor: Actor): CustomerStore {
  return {
    ...createCustomerStore(shop, actor),
    get: (id) => getCustomer(sql, id, shop.currency),
    findByHandle: (kind, value) => findCustomersByHandle(sql, kind, value, shop.currency),
    consents: (customerId) => listConsents(sql, customerId),
    write: (work) => inCustomerTx(sql, shop, actor, work),
    writeOnce: (key, fingerprint, work) =>
      onceInTransaction(sql, shop.id, actor, key, fingerprint, () => inCustomerTx(sql, shop, actor, work)),
  }
}

/** A retry waits this long for the first call to finish. */
const patience = '1500ms'

/**
 * The first call with `key` does `work` and keeps its answer; later ones are given it. Throws `conflict`:
 * `idempotency_key_reused` for another request under the same key, `request_in_progress` while the first still runs.
 */
export async function answerOnce(
  shop: Shop,
  actor: Actor,
  { key, requestHash }: { key: string; requestHash: string },
  work: (store: CustomerStore) => Promise<KeptAnswer>,
): Promise<{ answer: KeptAnswer; replayed: boolean }> {
  const scope = `http:${actor.kind}:${actor.id ?? actor.name}`
  try {
    return await tenantDb(shop.id).transaction(async (tx) => {
      const sql = sqlOf(tx)
      await sql.rows(z.unknown(), `select set_config('lock_timeout', $1, true)`, [patience])
      const first = await sql.run(
        `insert into "IdempotencyKey" ("tenantId", scope, key, "requestHash") values ($1, $2, $3, $4) on conflict do nothing`,
        [shop.id, scope, key, requestHash],
      )
      await sql.rows(z.unknown(), `select set_config('lock_timeout', '0', true)`)
      if (first > 0) {
        const answer = await work(storeInside(sql, shop, actor))
        await sql.run(
          `update "IdempotencyKey" set status = $3, response = $4::jsonb, "completedAt" = clock_timestamp() where scope = $1 and key = $2`,
          [scope, key, answer.status, JSON.stringify(answer)],
        )
        return { answer, replayed: false }
      }
      const [row] = await sql.rows(
        rowSchema,
        `select "requestHash", response from "IdempotencyKey" where scope = $1 and key = $2`,
        [scope, key],
      )
      if (row !== undefined && row.requestHash !== requestHash)
        throw new CrmError('conflict', 'The key was used for another request', { reason: 'idempotency_key_reused' })
      if (row === undefined || row.response === null) throw inProgress()
      return { answer: row.response, replayed: true }
    })
  } catch (error) {
    if (sqlState(error) === '55P03') throw inProgress(error)
    throw error
  }
}

const inProgress = (cause?: unknown) =>
  new CrmError('conflict', 'The first call is still running', { reason: 'request_in_progress', retryAfter: 1, cause })

/** Forgets answers older than two days; a retry later than that is a new request. */
export const forgetOldAnswers = (shop: Shop): Promise<number> =>
  tenantDb(shop.id).sql((sql) =>
    sql.run(`delete from "IdempotencyKey" where scope like 'http:%' and "createdAt" < now() - interval '48 hours'`),
  )
