// The only way to a shop's rows: every statement runs in a transaction whose first act is to name the tenant, so that
// row-level security shows this shop's rows and no others. Nothing is ever set on a connection for longer than that.
import type pg from 'pg'
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { database } from './client'
import type { Prisma } from './generated/client'
import { isRetryable, toCrmError } from './database-errors'

/** Parameters of a raw statement. */
export type SqlValue = string | number | bigint | boolean | Date | Buffer | null | readonly string[]

/** Statements of one transaction on the driver itself: for lists, search and the webhook's door, where Prisma's cost shows. */
export interface SqlTx {
  rows<S extends z.ZodType>(schema: S, text: string, values?: readonly SqlValue[]): Promise<z.output<S>[]>
  /** Number of rows touched. */
  run(text: string, values?: readonly SqlValue[]): Promise<number>
}

/** Prisma's client inside a transaction of this tenant. */
export type PrismaTx = Prisma.TransactionClient

export interface TenantDb {
  readonly tenantId: string
  /** Prisma statements in one transaction. Run again (at most 4 times) when the database asks for it (deadlock, serialisation). */
  transaction<T>(work: (tx: PrismaTx) => Promise<T>): Promise<T>
  /** Raw statements in one transaction; same promises. */
  sql<T>(work: (tx: SqlTx) => Promise<T>): Promise<T>
}

const attempts = 4

async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) throw toCrmError(error)
      await new Promise((resolve) => setTimeout(resolve, attempt * 10 + Math.random() * 20))
    }
  }
}

/** @param tenantId the shop's id, from a session, a key or a verified channel; never from a body. */
export function tenantDb(tenantId: string): TenantDb {
  if (tenantId === '') throw new CrmError('forbidden', 'No tenant given')
  return {
    tenantId,
    transaction: (work) =>
      retrying(() =>
        database().prisma.$transaction(
          async (tx) => {
            await tx.$executeRaw`select set_config('app.tenant_id', ${tenantId}, true)`
            return work(tx)
          },
          { maxWait: 15_000, timeout: 60_000 },
        ),
      ),
    sql: (work) => retrying(() => sqlTransaction(tenantId, work)),
  }
}

async function sqlTransaction<T>(tenantId: string, work: (tx: SqlTx) => Promise<T>): Promise<T> {
  const client = await database().pool.connect()
  let broken: Error | undefined
  try {
    // Without parallel workers: to start them takes longer than any page here may take.
    await client.query(
      `begin; select set_config('app.tenant_id', ${client.escapeLiteral(tenantId)}, true), set_config('max_parallel_workers_per_gather', '0', true)`,
    )
    const result = await work(sqlTx(client))
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => (broken = failure))
    throw error
  } finally {
    client.release(broken)
  }
}

const sqlTx = (client: pg.PoolClient): SqlTx => ({
  rows: async (schema, text, values = []) => {
    const result = await client.query<Record<string, unknown>>(text, [...values])
    return z.array(schema).parse(result.rows)
  },
  run: async (text, values = []) => (await client.query(text, [...values])).rowCount ?? 0,
})

/** For the definer functions that find out which tenant a request belongs to; no tenant's rows can be read with it. */
export async function withoutTenant<S extends z.ZodType>(
  schema: S,
  text: string,
  values: readonly SqlValue[],
): Promise<z.output<S>[]> {
  try {
    const result = await database().pool.query<Record<string, unknown>>(text, [...values])
    return z.array(schema).parse(result.rows)
  } catch (error) {
    throw toCrmError(error)
  }
}
