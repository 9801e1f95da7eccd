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

/**
 * For a form on a page that hides its address (`Referrer-Policy: no-referrer`): browsers then send `Origin: null`, even to
 * ourselves, and say in Sec-Fetch-Site who asks. They leave that out where there is no https, and then only an address without
 * https lets it pass; what protects such a page is the secret in its own address. Throws `forbidden` (`foreign_origin`).
 */
export function requireOwnPage(headers: { get(name: string): string | null }): void {
  const site = headers.get('sec-fetch-site')
  const isOwn = site === 'same-origin' || (site === null && new URL(env().APP_URL).protocol === 'http:')
  if (headers.get('origin') === 'null' && isOwn) return
  requireSameOrigin(headers)
}
