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

const tagJob = z.object({ tenantId: z.string().min(1), tagId: z.string().min(1) })
const bulkJob = z.object({ tenantId: z.string().min(1), jobId: z.string().min(1) })
const importJob = z.object({ tenantId: z.string().min(1), importId: z.string().min(1) })

export const jobs = {
  /** A stored delivery takes effect. Queued by lib/db/inbound-event-repo.ts, in the delivery's own transaction. */
  'receive-message': job(
    z.object({ tenantId: z.string().min(1), eventId: z.string().min(1) }),
    async () => (await import('./receive-message-job')).receiveMessageJob,
  ),
  /** What waits of one customer leaves for the linked system. Queued by leave_changes, in the change's own transaction. */
  'push-changes': job(
    z.object({ tenantId: z.string().min(1), connectionId: z.string().min(1), customerId: z.string().min(1) }),
    async () => (await import('./push-changes-job')).pushChangesJob,
  ),
  /** A linked system told of a change. Queued by store_crm_events, in the event's own transaction. */
  'receive-crm-event': job(
    z.object({ tenantId: z.string().min(1), eventId: z.string().min(1) }),
    async () => (await import('./receive-crm-event-job')).receiveCrmEventJob,
  ),
  /** Every minute: jobs of dead workers are given free, what lost its job gets a new one. */
  'sweep-queue': job(z.unknown(), async () => (await import('./sweep-queue-job')).sweepQueueJob),
  /** The fields that the product needs are made in a linked system. Queued by lib/db/connection-repo.ts with the link. */
  'prepare-connection': job(
    z.object({ tenantId: z.string().min(1), connectionId: z.string().min(1) }),
    async () => (await import('./prepare-connection-job')).prepareConnectionJob,
  ),
  /** Every ten minutes: each link is tried, and owners are told of those that need a person. */
  'check-connections': job(z.unknown(), async () => (await import('./check-connections-job')).checkConnectionsJob),
  /** Every day: linked systems are told again where to send their changes. */
  'keep-webhooks': job(z.unknown(), async () => (await import('./keep-webhooks-job')).keepWebhooksJob),
  /** Every night: what is settled with linked systems for a month is forgotten. */
  'purge-settled': job(z.unknown(), async () => (await import('./purge-settled-job')).purgeSettledJob),
  /** Who may be this customer's duplicate. Queued by lib/db/changed-identities.ts, in the change's own transaction. */
  'find-duplicates': job(
    z.object({ tenantId: z.string().min(1), customerId: z.string().min(1) }),
    async () => (await import('./find-duplicates-job')).findDuplicatesJob,
  ),
  /** A shop's changed customers are looked through for duplicates, from `after` on; queues itself until all are. */
  'scan-duplicates': job(
    z.object({ tenantId: z.string().min(1), after: z.string() }),
    async () => (await import('./find-duplicates-job')).scanDuplicatesJob,
  ),
  /** Every night: that look begins for each shop. */
  'start-duplicate-scans': job(z.unknown(), async () => (await import('./find-duplicates-job')).startDuplicateScansJob),
  /** Which segments a customer is in now. Queued by lib/db/changed-segments.ts, in the change's own transaction. */
  'refresh-segments': job(
    z.object({ tenantId: z.string().min(1), customerId: z.string().min(1) }),
    async () => (await import('./refresh-segments-job')).refreshSegmentsJob,
  ),
  /** A shop's customers are gone through for its segments; where it is, lib/db/segment-run.ts keeps. */
  'recompute-segments': job(
    z.object({ tenantId: z.string().min(1) }),
    async () => (await import('./refresh-segments-job')).recomputeSegmentsJob,
  ),
  /** Every night: that begins for each shop. */
  'start-segment-runs': job(z.unknown(), async () => (await import('./refresh-segments-job')).startSegmentRunsJob),
  /** A file's dry run, with the settings of one version. Queued by lib/db/import-repo.ts with them. */
  'check-import': job(
    z.object({ tenantId: z.string().min(1), importId: z.string().min(1), version: z.int() }),
    async () => (await import('./import/check-import-job')).checkImportJob,
  ),
  /** A checked file takes effect. Queued by lib/db/import-repo.ts when a person says so. */
  'run-import': job(importJob, async () => (await import('./import/run-import-job')).runImportJob),
  /** An import is taken back. Queued by lib/db/import-repo.ts when a person says so. */
  'revert-import': job(importJob, async () => (await import('./import/revert-import-job')).revertImportJob),
  /** A tag becomes part of another one. Queued by lib/db/tag-store.ts when a person says so. */
  'merge-tag': job(tagJob, async () => (await import('./tag-jobs')).mergeTagJob),
  /** Whoever follows changes hears of a tag's customers. Queued by lib/db/tag-telling.ts, in the change's own transaction. */
  'tell-tag': job(tagJob, async () => (await import('./tag-jobs')).tellTagJob),
  /** Every night: the customers of every tag are counted anew. */
  'count-tags': job(z.unknown(), async () => (await import('./tag-jobs')).countTagsJob),
  /** Every night: files nobody ran and the details of old imports are removed. */
  'sweep-imports': job(z.unknown(), async () => (await import('./import/sweep-imports-job')).sweepImportsJob),
  /** Every quarter of an hour: the segments of a shop whose day has no figures yet are counted. */
  'keep-segment-days': job(z.unknown(), async () => (await import('./keep-segment-days-job')).keepSegmentDaysJob),
  /** A change to many customers takes effect. Queued by lib/db/bulk-repo.ts with it. */
  'run-bulk': job(bulkJob, async () => (await import('./bulk/bulk-job')).runBulkJob),
  /** Such a change is taken back. Queued by lib/db/bulk-repo.ts when a person says so. */
  'undo-bulk': job(bulkJob, async () => (await import('./bulk/bulk-job')).undoBulkJob),
  /** Every night: whom old bulk jobs were about is forgotten. */
  'sweep-bulk': job(z.unknown(), async () => (await import('./bulk/sweep-bulk-job')).sweepBulkJob),
  /** Customers and orders of a linked system come in. Queued by lib/db/source-stream-repo.ts, first with the link itself. */
  'pull-source': job(
    z.object({ tenantId: z.string().min(1), connectionId: z.string().min(1) }),
    async () => (await import('./pull-source-job')).pullSourceJob,
  ),
  /** Every five minutes: each link that is read is read on. */
  'start-pulls': job(z.unknown(), async () => (await import('./start-pulls-job')).startPullsJob),
  /** Every night: from where it stood a night ago. */
  'rewind-pulls': job(z.unknown(), async () => (await import('./start-pulls-job')).rewindPullsJob),
} satisfies Record<string, (raw: unknown, tools: JobTools) => Promise<void>>

/** graphile-worker's crontab. Missed minutes are not made up for: the next one does all there is to do. */
export const crontab = [
  '* * * * * sweep-queue ?max=3&jobKey=sweep-queue',
  '*/10 * * * * check-connections ?max=3&jobKey=check-connections',
  '37 3 * * * purge-settled ?max=3&jobKey=purge-settled',
  '20 1 * * * start-duplicate-scans ?max=3&jobKey=start-duplicate-scans',
  '41 2 * * * count-tags ?max=3&jobKey=count-tags',
  '10 0 * * * start-segment-runs ?max=3&jobKey=start-segment-runs',
  '17 3 * * * sweep-imports ?max=3&jobKey=sweep-imports',
  '*/15 * * * * keep-segment-days ?max=3&jobKey=keep-segment-days',
  '47 3 * * * sweep-bulk ?max=3&jobKey=sweep-bulk',
  '52 4 * * * keep-webhooks ?max=3&jobKey=keep-webhooks',
  '*/5 * * * * start-pulls ?max=3&jobKey=start-pulls',
  '33 2 * * * rewind-pulls ?max=3&jobKey=rewind-pulls',
].join('\n')
