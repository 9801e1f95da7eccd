// Runs jobs until told to stop: graphile-worker with our log, our sign of life and our crontab.
import 'server-only'
import { Logger, run } from 'graphile-worker'
import { openJobQueue } from '@/lib/db/job-queue'
import { log } from '@/lib/shared/log'
import { crontab, jobs } from './jobs'

export interface RunningWorker {
  /** Takes no further job, waits for the running ones, closes its connections. */
  stop(): Promise<void>
  /** Settles when the worker has ended, by `stop` or by a failure it could not overcome (then it rejects). */
  ended: Promise<void>
}

/** Messages of graphile-worker quote errors, and those may quote data: an error's own name and code are enough here. */
const logger = new Logger((scope) => (level, message, meta) => {
  const error = meta?.error
  const target = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const
  if (error === undefined) log()[target[level]]({ ...scope }, message)
  else log()[target[level]]({ ...scope, failure: nameOf(error) }, 'job failed, or queue trouble')
})

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error
  const code = 'code' in error ? ` ${String(error.code)}` : ''
  const reason = 'reason' in error ? ` ${String(error.reason)}` : ''
  return `${error.name}${code}${reason}`
}

/**
 * Starts a worker on the queue at `url` (as its owner). Before its first job it gives free what dead workers held, so
 * that their jobs run again now and not after graphile-worker's four hours. Jobs must bear running twice.
 */
export async function runWorker({ url, concurrency }: { url: string; concurrency: number }): Promise<RunningWorker> {
  const queue = openJobQueue(url, concurrency + 2)
  const held = new Map<string, Promise<void>>()
  const holdOnce = (workerId: string): Promise<void> => {
    const holding = held.get(workerId) ?? queue.holdAlive(workerId)
    held.set(workerId, holding)
    return holding
  }
  try {
    const dead = await queue.recoverDead()
    if (dead.length > 0) log().warn({ workers: dead }, 'gave free the jobs of dead workers')
    const runner = await run({
      pgPool: queue.pool,
      concurrency,
      pollInterval: 1_000,
      noHandleSignals: true,
      crontab,
      logger,
      taskList: Object.fromEntries(
        Object.entries(jobs).map(([name, work]) => [name, (payload: unknown) => work(payload, { queue })]),
      ),
      preset: {
        // Batched, because only then is the end of a job waited for when stopping, and tried again when the database is away.
        worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 },
        // Awaited before a worker asks for its first job: no job is ever held by someone who does not look alive.
        plugins: [
          {
            name: 'sign-of-life',
            version: '1.0.0',
            worker: { hooks: { startWorker: (_context, { worker }) => holdOnce(worker.workerPool.id) } },
          },
        ],
      },
    })
    const ended = runner.promise.finally(() => queue.close())
    return {
      ended,
      stop: async () => {
        await runner.stop()
        await ended
      },
    }
  } catch (error) {
    await queue.close()
    throw error
  }
}
