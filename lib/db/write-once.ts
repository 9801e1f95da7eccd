// One effect per key: the unique row is the lock, and it is written in the transaction of the effect.
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { Actor } from '@/lib/customers/use-case'
import type { SqlTx } from './tenant-db'

const keptSchema = z.object({ requestHash: z.string(), response: z.object({ customerId: z.string() }) })

/** Each caller has its own keys; the prefix keeps them apart from those of the HTTP door. */
const scopeOf = (actor: Actor): string => `store:${actor.kind}:${actor.id ?? actor.name}`

/**
 * Two at once: the second waits on the row until the first commits, then is given its id; if the first fails, the second
 * does the work. Throws `conflict` `idempotency_key_reused`, with the `existingId`, for the same key with another fingerprint.
 */
export async function onceInTransaction(
  sql: SqlTx,
  tenantId: string,
  actor: Actor,
  key: string,
  fingerprint: string,
  work: () => Promise<string>,
): Promise<string> {
  const scope = scopeOf(actor)
  for (let attempt = 1; attempt <= 5; attempt++) {
    const first = await sql.run(
      `insert into "IdempotencyKey" ("tenantId", scope, key, "requestHash") values ($1, $2, $3, $4) on conflict do nothing`,
      [tenantId, scope, key, fingerprint],
    )
    if (first > 0) {
      const customerId = await work()
      await sql.run(
        `update "IdempotencyKey" set response = $3::jsonb, "completedAt" = clock_timestamp() where scope = $1 and key = $2`,
        [scope, key, JSON.stringify({ customerId })],
      )
      return customerId
    }
    const [kept] = await sql.rows(
      keptSchema,
      `select "requestHash", response from "IdempotencyKey" where scope = $1 and key = $2`,
      [scope, key],
    )
    // Gone between the two statements: old keys are swept away. Then this call is the first.
    if (kept === undefined) continue
    if (kept.requestHash !== fingerprint)
      throw new CrmError('conflict', 'The idempotency key was used for something else', {
        reason: 'idempotency_key_reused',
        params: { existingId: kept.response.customerId },
      })
    return kept.response.customerId
  }
  throw new CrmError('unavailable', 'The idempotency key cannot be kept', { retryAfter: 1 })
}
