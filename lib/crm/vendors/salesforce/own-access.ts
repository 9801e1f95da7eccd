// Access from credentials alone: a token, renewed in this process when the credentials say how.
import type { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import { vendorEnvironment } from '@/lib/shared/env'
import type { Access } from '../../access'
import { refreshGrant } from '../../oauth'
import { renewingAccess } from '../../renewing-access'
import { staticAccess } from '../../static-access'
import { salesforceOAuth } from './oauth'
import type { salesforceCredentialsSchema } from './options'

type Credentials = z.output<typeof salesforceCredentialsSchema>

/** Throws `invalid` when the instance or the token is missing. A rotated refresh token is kept in this object only. */
export function ownAccess({ instanceUrl, accessToken, refreshToken, clientId, clientSecret }: Credentials): Access {
  const issues = [
    ...(instanceUrl === undefined ? [{ path: ['instanceUrl'], reason: 'required' }] : []),
    ...(accessToken === undefined ? [{ path: ['accessToken'], reason: 'required' }] : []),
  ]
  if (instanceUrl === undefined || accessToken === undefined)
    throw new CrmError('invalid', 'An instance and a token are needed', { issues })
  const first = { accessToken, apiUrl: instanceUrl }
  if (refreshToken === undefined || clientId === undefined || clientSecret === undefined) return staticAccess(first)
  const client = { vendor: 'salesforce', clientId, clientSecret, baseUrl: vendorEnvironment('salesforce').baseUrl }
  let newest = refreshToken
  return renewingAccess(first, async (refused) => {
    const grant = await refreshGrant(salesforceOAuth, client, { refreshToken: newest, answers: { loginHost: instanceUrl } })
    newest = grant.refreshToken ?? newest
    // An org may move: the newest address counts.
    return { accessToken: grant.accessToken, apiUrl: grant.account?.apiUrl ?? refused.apiUrl }
  })
}
