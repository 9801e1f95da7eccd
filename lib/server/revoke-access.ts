// Hands a grant back to the vendor when the shop no longer wants it, unless another link lives on it.
import 'server-only'
import { revokeGrant } from '@/lib/crm/oauth'
import { oauthClientOf } from '@/lib/crm/oauth-client'
import { findVendor } from '@/lib/crm/registry'
import { type Credentials, grantOf, isByConsent } from '@/lib/db/connection-credentials'
import { isAccountLinked } from '@/lib/db/connection-account'

/**
 * Whether the vendor confirmed it. Two shops may be linked to one account, and a vendor may give both the same grant:
 * then it stays until the last of them goes. Call it when the link itself is gone already. Never throws.
 */
export async function revokeAccess(type: string, accountId: string | null, credentials: Credentials | null): Promise<boolean> {
  const vendor = findVendor(type)
  const client = vendor === null ? null : oauthClientOf(vendor.id)
  if (vendor?.oauth == null || client === null || credentials === null || !isByConsent(credentials)) return false
  const grant = grantOf(credentials)
  if (grant === null || (accountId !== null && (await isAccountLinked(vendor.id, accountId)))) return false
  const { refreshToken, accessToken, answers } = grant
  return revokeGrant(vendor.oauth, client, {
    token: refreshToken ?? accessToken,
    kind: refreshToken === null ? 'access_token' : 'refresh_token',
    answers,
  })
}
