// The one connection pool of this process and the Prisma client on top of it. Only lib/db uses them.
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { env } from '@/lib/shared/env'
import { log } from '@/lib/shared/log'
import { PrismaClient } from './generated/client'

export interface Database {
  pool: pg.Pool
  prisma: PrismaClient
  close(): Promise<void>
}

// int8 as a number: counts and money stay far below 2^53, and a larger value must fail rather than round.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 beyond 2^53: ${text}`)
  return value
})

/** Opens a pool as the app's role. `url` is a postgresql:// address. */
export function openDatabase(url: string, poolSize: number): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    application_name: 'coccinelle',
    // Prisma drops the offset of a timestamptz it reads and writes: only in UTC does the moment survive.
    options: '-c TimeZone=UTC',
  })
  let closing = false
  // A broken idle connection is replaced by the pool; without a listener it would end the process. One that breaks while
  // it is being closed is no loss.
  pool.on('error', (error) => {
    if (!closing) log().warn({ err: error }, 'database connection lost')
  })
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) })
  return {
    pool,
    prisma,
    close: async () => {
      closing = true
      await prisma.$disconnect()
      await pool.end()
    },
  }
}

const shared: typeof globalThis & { coccinelleDatabase?: Database } = globalThis

/** This process's database, opened at first use (kept across hot reloads in development). */
export const database = (): Database =>
  (shared.coccinelleDatabase ??= openDatabase(env().APP_DATABASE_URL, env().DATABASE_POOL_SIZE))

/** Puts another database in place (tests), or none. */
export const replaceDatabase = (replacement: Database | undefined): void => {
  if (replacement === undefined) delete shared.coccinelleDatabase
  else shared.coccinelleDatabase = replacement
}
