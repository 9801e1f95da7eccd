// Which of a bulk job's results an address asks for. What cannot be is left out: addresses are typed and shortened.
import type { BulkShare } from '@/lib/db/bulk-rows'

const shares: readonly BulkShare[] = ['kept', 'refused', 'done', 'nothing']

export function parseShare(params: Record<string, string | string[] | undefined>): { asked: BulkShare | null; after: string } {
  const after = typeof params.after === 'string' ? params.after.replaceAll('\0', '').slice(0, 100) : ''
  return { asked: shares.find((name) => name === params.share) ?? null, after }
}
