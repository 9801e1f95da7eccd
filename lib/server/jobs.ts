// Every background job: its name, what its payload must be, and its handler, loaded when the first one runs.
import 'server-only'
import { z } from 'zod'
import type { JobQueue } from '@/lib/db/job-queue'

/** What handlers may use besides the database. */
export interface JobTools {
  queue: JobQueue
}

type Handler<T> = (payload: T, tools: JobTools) => Promise<void>

/** Parses the payload, loads the handler, runs it. A payload that does not fit fails the job and stays visible. */
const job =
  <S extends z.ZodType>(payload: S, load: () => Promise<Handler<z.output<S>>>) =>
  async (raw: unknown, tools: JobTools): Promise<void> => {
    const parsed = payload.parse(raw)
    const handle = await load()
    await handle(parsed, tools)
  }

export const jobs = {
  /** A stored delivery takes effect. Queued by lib/db/inbound-event-repo.ts, in the delivery's own transaction. */
  'receive-message': job(
    z.object({ tenantId: z.string().min(1), eventId: z.string().min(1) }),
    async () => (await import('./receive-message-job')).receiveMessageJob,
  ),
  /** Every minute: jobs of dead workers are given free, deliveries that lost their job get a new one. */
  'sweep-queue': job(z.unknown(), async () => (await import('./sweep-queue-job')).sweepQueueJob),
} satisfies Record<string, (raw: unknown, tools: JobTools) => Promise<void>>

/** graphile-worker's crontab. Missed minutes are not made up for: the next one does all there is to do. */
export const crontab = '* * * * * sweep-queue ?max=3&jobKey=sweep-queue'
