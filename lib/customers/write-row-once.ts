// A row of a customer's history, written once per key.
import { createHash } from 'node:crypto'
import { notFound } from '@/lib/shared/errors'
import type { Page } from './customer'
import type { CustomerStore, CustomerTx } from './customer-store'
import type { WriteOnce } from './customer-system'

/**
 * Without a key, `work` in one transaction. With one, the row that the first call made; `read` gives the pages to find it
 * in. Throws `conflict` `idempotency_key_reused` when `fingerprint` is another, `not_found` when the row is gone by now.
 */
export async function writeRowOnce<T extends { id: string }>(
  store: CustomerStore,
  { idempotencyKey }: WriteOnce,
  fingerprint: readonly string[],
  read: (cursor: string | null) => Promise<Page<T>>,
  work: (tx: CustomerTx) => Promise<T>,
): Promise<T> {
  if (idempotencyKey === undefined) return store.write(work)
  let made: T | undefined
  const digest = createHash('sha256').update(JSON.stringify(fingerprint)).digest('hex')
  const id = await store.writeOnce(`row:${idempotencyKey}`, digest, async (tx) => {
    made = await work(tx)
    return made.id
  })
  if (made?.id === id) return made
  for (let cursor: string | null = null; ;) {
    const page: Page<T> = await read(cursor)
    const row = page.data.find((one) => one.id === id)
    if (row !== undefined) return row
    if (page.nextCursor === null) throw notFound('customer')
    cursor = page.nextCursor
  }
}
