// The operator's app at a vendor, from the environment.
import { CrmError } from '@/lib/shared/errors'
import { vendorEnvironment } from '@/lib/shared/env'
import type { OAuthClient } from './oauth'

/** Null: the operator has set no client id or secret for this vendor. */
export function oauthClientOf(vendor: string): OAuthClient | null {
  const { clientId, clientSecret, baseUrl } = vendorEnvironment(vendor)
  return clientId === undefined || clientSecret === undefined ? null : { vendor, clientId, clientSecret, baseUrl }
}

/** Throws `forbidden` (`oauth_client`). */
export function needOAuthClient(vendor: string): OAuthClient {
  const client = oauthClientOf(vendor)
  if (client === null) throw new CrmError('forbidden', `No client id and secret for ${vendor}`, { reason: 'oauth_client' })
  return client
}
