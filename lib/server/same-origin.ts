// Refuses what another site makes a signed-in browser send.
import 'server-only'
import { env } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'

/**
 * For every request that changes something on the strength of a cookie. The Origin header must be there and be ours:
 * APP_URL's, or the host the browser asked. Throws `forbidden` (`foreign_origin`).
 */
export function requireSameOrigin(headers: { get(name: string): string | null }): void {
  const origin = headers.get('origin')
  if (origin !== null && URL.canParse(origin)) {
    const { host, origin: sent } = new URL(origin)
    if (sent === new URL(env().APP_URL).origin || host === headers.get('host')) return
  }
  throw new CrmError('forbidden', 'The request comes from another site', { reason: 'foreign_origin' })
}
