// Job `sweep-bulk`, once a night: whom old bulk jobs were about is forgotten; that they were stays.
import 'server-only'
import { emptyOldBulkJobs } from '@/lib/db/bulk-rows'
import { tenantIds } from '@/lib/db/tenant-repo'
import { log } from '@/lib/shared/log'

export async function sweepBulkJob(): Promise<void> {
  for (const tenantId of await tenantIds()) {
    const jobs = await emptyOldBulkJobs(tenantId)
    if (jobs > 0) log().info({ tenantId, jobs }, 'emptied old bulk jobs')
  }
}
