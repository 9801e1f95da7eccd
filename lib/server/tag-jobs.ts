// Jobs of the tag manager: a merge goes on, a changed tag's customers are told of, and at night all are counted.
import 'server-only'
import { continueMergeTags } from '@/lib/customers/tags/merge-tags'
import { recountTags } from '@/lib/db/tag-counts'
import { createTagStore, findTag } from '@/lib/db/tag-store'
import { tellSome } from '@/lib/db/tag-telling'
import { tenantIds } from '@/lib/db/tenant-repo'
import { log } from '@/lib/shared/log'
import type { JobQueue } from '@/lib/db/job-queue'

export interface TagJob {
  tenantId: string
  tagId: string
}

interface Tools {
  queue: Pick<JobQueue, 'replace'>
}

/** Milliseconds one job goes on for before it makes room for others. */
const longest = 20_000
/** Customers told of in one transaction; and how many changes may wait for the linked system before it gets more. */
const told = { batch: 500, most: 1_000, pause: 15_000 }

/** Killed at any moment, it goes on where it was. */
export async function mergeTagJob({ tenantId, tagId }: TagJob, { queue }: Tools): Promise<void> {
  const tag = await findTag(tenantId, tagId)
  if (tag === null) return
  // In the name of whoever wanted it.
  const actor = { kind: 'system', id: null, name: tag.updatedBy ?? 'Coccinelle' } as const
  const done = await continueMergeTags({ actor, tags: createTagStore(tenantId, actor) }, tagId, longest)
  if (!done) await goOn(queue, 'merge-tag', { tenantId, tagId })
}

export async function tellTagJob({ tenantId, tagId }: TagJob, { queue }: Tools): Promise<void> {
  const end = Date.now() + longest
  for (;;) {
    if ((await tellSome({ tenantId, tagId, ...told })) !== 'more') return
    if (Date.now() > end) return goOn(queue, 'tell-tag', { tenantId, tagId })
  }
}

/** A tag's jobs of one kind run one after another. */
function goOn(queue: Tools['queue'], task: 'merge-tag' | 'tell-tag', job: TagJob): Promise<void> {
  const key = `${task} ${job.tenantId} ${job.tagId}`
  return queue.replace(task, job, key, key)
}

/** A shop that fails keeps no other from its turn. */
export async function countTagsJob(): Promise<void> {
  for (const tenantId of await tenantIds())
    await recountTags(tenantId).catch((error: unknown) => log().error({ err: error, tenantId }, 'tags could not be counted'))
}
