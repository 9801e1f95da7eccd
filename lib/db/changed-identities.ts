// Whose identity a transaction changes: their duplicates are looked for after the commit, by a job queued in the transaction.
import { z } from 'zod'
import type { SqlTx } from './tenant-db'

/** Milliseconds that changes of one customer are gathered for: one look for all of them, and after the messages themselves. */
const together = 2_000

/** Fields of a customer that a duplicate may be known by. */
const telling = new Set(['firstName', 'lastName', 'metadata'])

/**
 * Customers were changed by the thousand: the shop is looked through from the beginning, by one job, in the transaction of the
 * last of the changes. Who has not changed since the last look costs next to nothing.
 */
export async function lookThroughShop(sql: SqlTx, tenantId: string): Promise<void> {
  await sql.rows(
    z.unknown(),
    `select enqueue_later('scan-duplicates', json_build_object('tenantId', $1::text, 'after', ''), $2, $2)::text`,
    [tenantId, `scan-duplicates ${tenantId}`],
  )
}

export class ChangedIdentities {
  readonly #ids = new Set<string>()

  add(...ids: string[]): void {
    for (const id of ids) this.#ids.add(id)
  }

  fields(id: string, names: readonly string[]): void {
    if (names.some((name) => telling.has(name))) this.add(id)
  }

  /** In the transaction of the changes. One that runs already may have looked before them: beside it there is a new one. */
  async write(sql: SqlTx, tenantId: string): Promise<void> {
    if (this.#ids.size === 0) return
    const ids = [...this.#ids].sort()
    this.#ids.clear()
    await sql.rows(
      z.unknown(),
      `select enqueue_at('find-duplicates', json_build_object('tenantId', $1::text, 'customerId', id), 'find-duplicates ' || $1 || ' ' || id,
         clock_timestamp() + $3::float8 * interval '1 millisecond')::text from unnest($2::text[]) id`,
      [tenantId, ids, together],
    )
  }
}
