// What leaving for another system's page and coming back from it share, whatever happens there.
import 'server-only'
import type { ConnectAnswers } from '@/lib/crm/oauth-provider'
import type { ConnectionRole } from '@/lib/db/connection-repo'
import { env } from '@/lib/shared/env'

export const settingsPath = '/dashboard/settings/crm'

/** Nothing of an address with a code or a state in it is kept, cached, or told to the next page. */
const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' }
export const redirectTo = (location: string): Response => new Response(null, { status: 303, headers: { ...headers, location } })
export const plainRefusal = (status: 403 | 404): Response => new Response(null, { status, headers })

/** Built from the configured origin, so that it is the address registered at the vendor whatever the request says. */
export const redirectUriOf = (vendor: string): string => `${env().APP_URL}/auth/${vendor}/callback`

/** What a person leaves with. */
export interface Departure {
  role: ConnectionRole
  /** The link to renew; null for a new one. */
  connection: string | null
  answers: ConnectAnswers
}
