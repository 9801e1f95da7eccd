// Who may read the metrics.
import 'server-only'
import { createHash } from 'node:crypto'
import { constantTimeEqual } from '@/lib/crm/signature'
import { env } from '@/lib/shared/env'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Whether the Authorization header carries METRICS_TOKEN; never when that is not set. */
export function holdsMetricsToken(authorization: string | null): boolean {
  const { METRICS_TOKEN } = env()
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
  return METRICS_TOKEN !== undefined && given !== undefined && constantTimeEqual(digest(given), digest(METRICS_TOKEN))
}
