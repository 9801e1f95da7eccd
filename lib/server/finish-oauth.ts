// Back from a vendor's consent page: the answer must fit the departure, is used once, and becomes a link.
import 'server-only'
import { exchangeCode, readCallback } from '@/lib/crm/oauth'
import type { TokenGrant } from '@/lib/crm/oauth-provider'
import type { GrantCredentials } from '@/lib/db/connection-credentials'
import { createConnection, findConnection, findConnectionTo, type NewLink, renewConnection } from '@/lib/db/connection-repo'
import { findOAuthState, type OAuthDeparture, type StateBinding, takeOAuthState } from '@/lib/db/oauth-state-repo'
import { CrmError, notFound } from '@/lib/shared/errors'
import { type ConsentVendor, consentVendor, orRefused, settingsWriter } from './connect-oauth'
import { plainRefusal, redirectTo, redirectUriOf, settingsPath } from './connect-way'
import type { DashboardContext } from './context'
import { finishHandover, handingVendor } from './key-handover'
import { revokeAccess } from './revoke-access'
import { signInPath } from './sign-in-path'

/** Characters of the query; a code has some hundreds. */
const longestQuery = 8_192

/**
 * GET /auth/{vendor}/callback. The shop and the person come from the session, everything else from what was stored when
 * they left; the address only brings the code and the state.
 */
export async function finishConnect(request: Request, vendorId: string): Promise<Response> {
  return orRefused(async () => {
    const context = await settingsWriter()
    if (context === null) return redirectTo(signInPath(`${settingsPath}?refused=signed_out`))
    const handing = handingVendor(vendorId)
    if (handing !== null) return finishHandover(context, handing, new URL(request.url).searchParams)
    const vendor = consentVendor(vendorId)
    if (vendor === null) return plainRefusal(404)
    const { shop, signedIn } = context
    const parameters = readQuery(request)
    const binding: StateBinding = {
      tenantId: shop.id,
      state: parameters.get('state') ?? '',
      vendor: vendorId,
      sessionId: signedIn.sessionId,
      redirectUri: redirectUriOf(vendorId),
    }
    const departure = await findOAuthState(binding)
    if (departure === null) throw new CrmError('forbidden', 'No such departure', { reason: 'oauth_state' })
    const callback = await readAnswer(vendor, binding, departure, parameters)
    // Used up before the exchange: a second request with the same address finds nothing.
    const taken = await takeOAuthState(binding)
    if (taken === null) throw new CrmError('forbidden', 'The departure is used up', { reason: 'oauth_state' })
    const { redirectUri } = binding
    const { verifier, answers } = taken
    const grant = await exchangeCode(vendor.provider, vendor.client, { callback, redirectUri, verifier, answers })
    await keepGrant(context, vendor, taken, grant)
    return redirectTo(`${settingsPath}?linked=${encodeURIComponent(vendorId)}`)
  })
}

/** Throws `forbidden` (`oauth_callback`) for what no vendor sends. */
function readQuery(request: Request): URLSearchParams {
  const { search, searchParams } = new URL(request.url)
  const names = [...searchParams.keys()]
  const isFine =
    search.length <= longestQuery &&
    new Set(names).size === names.length &&
    /^[A-Za-z0-9_-]{43}$/.test(searchParams.get('state') ?? '') &&
    searchParams.has('code') !== searchParams.has('error')
  if (isFine) return searchParams
  throw new CrmError('forbidden', 'The callback is malformed', { reason: 'oauth_callback' })
}

/** A person's "no" ends the departure; a malformed answer leaves it for the real one. */
async function readAnswer(
  { provider, client }: ConsentVendor,
  binding: StateBinding,
  { answers }: OAuthDeparture,
  parameters: URLSearchParams,
): Promise<URLSearchParams> {
  try {
    return readCallback(provider, client, { state: binding.state, answers }, parameters)
  } catch (error) {
    if (error instanceof CrmError && error.reason === 'oauth_denied') await takeOAuthState(binding)
    throw error
  }
}

/**
 * A shop has one link to a vendor: the account of that link is renewed, and another account is refused until the link is
 * taken away. Several shops may be linked to one account; each has its own grant.
 */
async function keepGrant(
  { shop, useCase }: DashboardContext,
  { manifest, provider }: ConsentVendor,
  { connectionId, role, answers }: OAuthDeparture,
  grant: TokenGrant,
): Promise<void> {
  const life = grant.expiresAt === null ? null : grant.expiresAt.getTime() - Date.now()
  const { accountId, accountLabel, apiUrl, scopes } = grant.account
  const credentials: GrantCredentials = {
    way: 'oauth2',
    accessToken: grant.accessToken,
    refreshToken: grant.refreshToken,
    apiUrl,
    life,
    answers: { ...answers },
  }
  const link: Pick<NewLink, 'credentials' | 'account' | 'left' | 'preparesFields'> = {
    credentials,
    account: { accountId, accountLabel, scopes: scopes ?? [...provider.scopes.needed] },
    left: life,
    preparesFields: true,
  }
  try {
    const known =
      connectionId === null ? await findConnectionTo(shop.id, manifest.id) : await findConnection(shop.id, connectionId)
    if (known !== null) return await renewConnection(shop, useCase.actor, known.id, link)
    if (connectionId !== null) throw notFound('connection')
    await createConnection(shop, useCase.actor, {
      ...link,
      isOnly: true,
      isTried: true,
      bringsIn: manifest.capabilities.orders,
      vendor: manifest.id,
      role,
      otherwise: 'source',
      label: null,
      settings: {},
      withWebhookSecret: manifest.webhook?.secret === 'connection',
    })
  } catch (error) {
    // A grant that nobody will use is handed back.
    await revokeAccess(manifest.id, accountId, credentials).catch(() => false)
    throw error
  }
}
