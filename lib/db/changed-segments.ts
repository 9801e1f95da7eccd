// Whom a transaction changes in a way that a rule may ask about: their segments are looked at after the commit, by a job
// queued in the transaction. A shop without segments queues none.
import { z } from 'zod'
import type { SqlTx } from './tenant-db'

/** Milliseconds that changes of one customer are gathered for: one look for all of them. */
const together = 2_000

export const queueRefresh = async (sql: SqlTx, tenantId: string, ids: string[], delay = together): Promise<void> => {
  await sql.rows(
    z.unknown(),
    `select enqueue_at('refresh-segments', json_build_object('tenantId', $1::text, 'customerId', id), 'refresh-segments ' || $1 || ' ' || id,
       clock_timestamp() + $3::float8 * interval '1 millisecond')::text from unnest($2::text[]) id
     where exists (select from "Segment" s where s."tenantId" = $1 and s."deletedAt" is null)`,
    [tenantId, ids, delay],
  )
}

export class ChangedSegments {
  readonly #ids = new Set<string>()

  add(...ids: string[]): void {
    for (const id of ids) this.#ids.add(id)
  }

  /** In the transaction of the changes. One that runs already may have looked before them: beside it there is a new one. */
  async write(sql: SqlTx, tenantId: string): Promise<void> {
    if (this.#ids.size === 0) return
    const ids = [...this.#ids].sort()
    this.#ids.clear()
    await queueRefresh(sql, tenantId, ids)
  }
}
