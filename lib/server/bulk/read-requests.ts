// The file of requests of one job, for whoever may see it.
import 'server-only'
import type { AskedChannel } from '@/lib/customers/bulk/bulk-limits'
import type { Shop } from '@/lib/customers/use-case'
import { findBulkJob } from '@/lib/db/bulk-repo'
import type { DashboardContext } from '../context'
import { requestsFile, type RequestWords } from './requests-file'

/** Null for an unknown id, another shop's, and a job that asked nobody anything. */
export async function readRequests(
  { shop, useCase }: DashboardContext,
  id: string,
  wordsOf: (shop: Shop, channel: AskedChannel) => Promise<RequestWords>,
): Promise<AsyncGenerator<Buffer> | null> {
  const record = await findBulkJob(shop.id, id)
  if (record?.action.kind !== 'ask-consent') return null
  const { channel } = record.action
  return requestsFile(useCase, { jobId: record.id, channel }, await wordsOf(shop, channel))
}
