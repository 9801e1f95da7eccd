// Jobs `start-pulls` and `rewind-pulls`: every link that is read is read on; by night from where it stood a night ago.
import 'server-only'
import { queuePulls, rewindStreams } from '@/lib/db/source-stream-repo'
import { tenantIds } from '@/lib/db/tenant-repo'
import { log } from '@/lib/shared/log'

/** One shop's trouble keeps nobody else waiting. */
async function forEachShop(work: (tenantId: string) => Promise<void>): Promise<void> {
  for (const tenantId of await tenantIds())
    await work(tenantId).catch((error: unknown) =>
      log().error({ err: error, tenantId }, 'the links of a shop could not be read on'),
    )
}

export const startPullsJob = (): Promise<void> => forEachShop(queuePulls)

export const rewindPullsJob = (): Promise<void> =>
  forEachShop(async (tenantId) => {
    await rewindStreams(tenantId)
    await queuePulls(tenantId)
  })
