// Access from what a person pasted: a token that never ends, or the id and secret of an app that asks for one each day.
import type { z } from 'zod'
import { vendorEnvironment } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'
import type { Access } from '../../access'
import { clientCredentials } from '../../oauth'
import { renewingAccess } from '../../renewing-access'
import { staticAccess } from '../../static-access'
import { shopifyOAuth } from './oauth'
import type { shopifyCredentialsSchema } from './options'

type Credentials = z.output<typeof shopifyCredentialsSchema>

/** Milliseconds before its end that a token counts as over. */
const margin = 60_000

/** Of all systems that are opened with the same app in this process: a token for a day is asked for once. */
const accesses = new Map<string, Access>()
const most = 500

/** @param name of the shop and what opens it, which tells nothing of either. Throws `invalid` when neither is there. */
export function ownAccess(name: string, { shop, accessToken, clientId, clientSecret }: Credentials): Access {
  if (shop === undefined) throw new CrmError('invalid', 'A shop is needed', { issues: [{ path: ['shop'], reason: 'required' }] })
  if (accessToken !== undefined) return staticAccess({ accessToken, apiUrl: null })
  if (clientId === undefined || clientSecret === undefined)
    throw new CrmError('invalid', 'A token, or an id and a secret, are needed', {
      issues: [{ path: ['accessToken'], reason: 'required' }],
    })
  const known = accesses.get(name)
  if (known !== undefined) return known
  const client = { vendor: 'shopify', clientId, clientSecret, baseUrl: vendorEnvironment('shopify').baseUrl }
  let endsAt = 0
  // Nothing is asked before the first call.
  const access = renewingAccess({ accessToken: '', apiUrl: null }, async () => {
    const grant = await clientCredentials(shopifyOAuth, client, { shop }).catch((error: unknown) => {
      // The app that was pasted is refused, not that of the installation.
      if (error instanceof CrmError && error.reason === 'oauth_client')
        throw new CrmError('auth_expired', 'The id and secret are refused', { reason: 'token_refused' })
      throw error
    })
    endsAt = grant.expiresAt?.getTime() ?? Infinity
    return { accessToken: grant.accessToken, apiUrl: null }
  })
  const made: Access = {
    current: async () => {
      const grant = await access.current()
      return Date.now() < endsAt - margin ? grant : access.renew(grant)
    },
    renew: (refused) => access.renew(refused),
  }
  const [oldest] = accesses.keys()
  if (accesses.size >= most && oldest !== undefined) accesses.delete(oldest)
  accesses.set(name, made)
  return made
}
