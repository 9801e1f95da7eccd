// How far a bulk job has come, read from the server.
import { bulkHref } from '@/components/bulk/bulk-path'
import type { BulkProgress } from '@/lib/server/bulk/manage-bulk'

const isProgress = (value: unknown): value is BulkProgress =>
  typeof value === 'object' && value !== null && 'status' in value && 'looked' in value && 'total' in value

/** null: there is no such job, or it may not be seen. Throws when the server does not answer. */
export async function fetchProgress(id: string): Promise<BulkProgress | null> {
  const response = await fetch(`${bulkHref(id)}/progress`, { headers: { accept: 'application/json' } })
  if (response.status === 404) return null
  const body: unknown = response.ok ? await response.json() : undefined
  if (!isProgress(body)) throw new Error('no progress')
  return body
}
