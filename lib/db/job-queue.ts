// The job queue's own tables, as the role that owns them: who is alive, and which jobs exist. Only the worker opens it.
import 'server-only'
import pg from 'pg'
import { z } from 'zod'
import { log } from '@/lib/shared/log'

export interface JobQueue {
  pool: pg.Pool
  /**
   * Marks `workerId` (graphile-worker's `locked_by`) as alive: a session-level advisory lock on a connection of its own,
   * held until `close`, taken again whenever the connection was lost. Resolves once it is held for the first time.
   */
  holdAlive(workerId: string): Promise<void>
  /** Gives free the jobs of workers that are alive no more; returns those workers' ids. */
  recoverDead(): Promise<string[]>
  /** Adds a job unless one with this key waits, runs or has failed for good; whether it was added. */
  addOnce(task: string, payload: object, key: string): Promise<boolean>
  /** Adds a job in the place of one that waits under this key; beside one that runs. Jobs of one `line` run one after another. */
  replace(task: string, payload: object, key: string, line: string): Promise<void>
  close(): Promise<void>
}

const ids = z.array(z.object({ id: z.string() })).transform((rows) => rows.map(({ id }) => id))
const added = z.array(z.object({ added: z.boolean() }))
const lockOf = (workerId: string): string => `hashtextextended('coccinelle-worker ' || ${workerId}, 0)`

/** A machine that vanished without closing its connection is noticed within a minute or so. */
const keepAlive = '-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3'

/** @param url as the queue's owner; @param size connections of the worker at most */
export function openJobQueue(url: string, size: number): JobQueue {
  const pool = new pg.Pool({ connectionString: url, max: size, application_name: 'coccinelle-worker' })
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  const lost = (error: Error): void => log().warn({ err: error }, 'queue connection lost')
  pool.on('error', lost)
  pool.on('connect', (client) => client.on('error', lost))
  let closing = false
  let holder: pg.Client | undefined

  async function hold(workerId: string): Promise<void> {
    for (let wait = 100; !closing; wait = Math.min(wait * 2, 5_000)) {
      const client = new pg.Client({ connectionString: url, options: keepAlive, application_name: 'coccinelle-worker-alive' })
      try {
        client.on('error', (error) => log().warn({ err: error }, 'the connection that says we are alive was lost'))
        await client.connect()
        await client.query(`select pg_advisory_lock(${lockOf('$1')})`, [workerId])
        client.once('end', () => void (closing || hold(workerId)))
        holder = client
        return
      } catch (error) {
        log().warn({ err: error }, 'cannot say that this worker is alive; trying again')
        await client.end().catch(() => undefined)
        await new Promise((resolve) => setTimeout(resolve, wait))
      }
    }
  }

  return {
    pool,
    holdAlive: hold,
    recoverDead: async () => {
      // The try-locks end with this statement's transaction: a worker whose lock is free has no process any more.
      const { rows } = await pool.query(
        `with holders as materialized (select distinct locked_by as id from graphile_worker._private_jobs where locked_by is not null),
         dead as materialized (select id from holders where pg_try_advisory_xact_lock(${lockOf('id')}))
         select id, graphile_worker.force_unlock_workers(array[id]) from dead`,
      )
      return ids.parse(rows)
    },
    addOnce: async (task, payload, key) => {
      const { rows } = await pool.query(
        `select revision = 0 as added from graphile_worker.add_job($1, $2::json, job_key => $3, job_key_mode => 'unsafe_dedupe')`,
        [task, JSON.stringify(payload), key],
      )
      return added.parse(rows).some((row) => row.added)
    },
    replace: async (task, payload, key, line) => {
      await pool.query('select graphile_worker.add_job($1, $2::json, job_key => $3, queue_name => $4, priority => 10)', [
        task,
        JSON.stringify(payload),
        key,
        line,
      ])
    },
    close: async () => {
      closing = true
      await Promise.all([holder?.end(), pool.end()])
    },
  }
}
