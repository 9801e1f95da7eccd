// The one OAuth 2 engine: consent page, code, refresh and revocation for every vendor, whose particulars are data.
import { createHash } from 'node:crypto'
import * as oauth from 'oauth4webapi'
import { systemClock } from '@/lib/shared/clock'
import { CrmError } from '@/lib/shared/errors'
import type {
  ConnectAnswers,
  GrantedAccount,
  OAuthCall,
  OAuthEndpoints,
  OAuthProvider,
  TokenAnswer,
  TokenGrant,
} from './oauth-provider'
import { oauthFetch } from './oauth-transport'

/** The operator's app at the vendor. */
export interface OAuthClient {
  /** For errors and logs. */
  vendor: string
  clientId: string
  clientSecret: string
  /** The operator's override of the vendor's addresses. */
  baseUrl?: string | undefined
}

/** A refresh's answer. `account` is null when the answer does not say, or says it in a way that does not hold. */
export interface RefreshedGrant extends Omit<TokenGrant, 'account'> {
  account: GrantedAccount | null
}

interface Departure {
  redirectUri: string
  state: string
  /** PKCE verifier; null for a vendor without. */
  verifier: string | null
  answers: ConnectAnswers
}

export const codeChallenge = (verifier: string): string => createHash('sha256').update(verifier).digest('base64url')

/** The consent page's address. Throws `invalid` for a host that is not the vendor's. */
export function authorizationUrl(provider: OAuthProvider, client: OAuthClient, departure: Departure): URL {
  const url = new URL(provider.endpoints(departure.answers, client.baseUrl).authorize)
  const parameters: Record<string, string> = {
    ...provider.authorizeParameters(provider.scopes),
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: departure.redirectUri,
    state: departure.state,
    ...(departure.verifier === null ? {} : { code_challenge: codeChallenge(departure.verifier), code_challenge_method: 'S256' }),
  }
  for (const [name, value] of Object.entries(parameters)) if (value !== '') url.searchParams.set(name, value)
  return url
}

/**
 * Whether the vendor's redirect is an answer to this departure: state, issuer, nothing twice, a code, and the vendor's own
 * signature where it has one. Throws `forbidden`
 * with reason `oauth_denied` (the person or the vendor said no), `oauth_issuer` or `oauth_callback`.
 */
export function readCallback(
  provider: OAuthProvider,
  client: OAuthClient,
  departure: Pick<Departure, 'state' | 'answers'>,
  parameters: URLSearchParams,
): URLSearchParams {
  const { server } = surroundings(provider, client, departure.answers)
  // Said apart: a server of another vendor has answered.
  const issuer = parameters.get('iss')
  if (issuer !== null && issuer !== server.issuer) throw refusedCallback('oauth_issuer')
  try {
    const read = oauth.validateAuthResponse(server, { client_id: client.clientId }, parameters, departure.state)
    if ((read.get('code') ?? '') === '') throw refusedCallback('oauth_callback')
    const asked = { clientSecret: client.clientSecret, answers: departure.answers, now: systemClock() }
    if (provider.verifiesCallback?.(parameters, asked) === false) throw refusedCallback('oauth_callback')
    return read
  } catch (error) {
    if (error instanceof CrmError) throw error
    throw refusedCallback(error instanceof oauth.AuthorizationResponseError ? 'oauth_denied' : 'oauth_callback')
  }
}

const refusedCallback = (reason: string): CrmError =>
  new CrmError('forbidden', 'The vendor’s redirect is no answer to our request', { reason })

/**
 * A grant for the code of a callback that `readCallback` read. Throws as `refreshGrant`; `forbidden` (`oauth_code_refused`)
 * when the vendor does not take the code.
 */
export async function exchangeCode(
  provider: OAuthProvider,
  client: OAuthClient,
  { callback, redirectUri, verifier, answers }: Omit<Departure, 'state'> & { callback: URLSearchParams },
): Promise<TokenGrant> {
  const around = surroundings(provider, client, answers)
  const response = await failing(provider, client, 'oauth_code_refused', async () =>
    oauth.processAuthorizationCodeResponse(
      around.server,
      around.registration,
      await oauth.authorizationCodeGrantRequest(
        around.server,
        around.registration,
        around.authentication,
        callback,
        redirectUri,
        verifier ?? oauth.nopkce,
        { ...around.options, additionalParameters: provider.tokenParameters ?? {} },
      ),
    ),
  )
  const account = await provider.account(response, accountTools(client, around, answers))
  return { ...tokensOf(response), account }
}

/**
 * A newer grant. Nothing but the token endpoint is asked: a rotated refresh token must be kept before anything else happens.
 * Throws `auth_expired` only for errors that are final for this vendor, `forbidden` (`oauth_client`: the operator's app is
 * refused; `egress_refused`), `invalid` (a host that is not the vendor's), `bad_response`, `unavailable` otherwise.
 */
export async function refreshGrant(
  provider: OAuthProvider,
  client: OAuthClient,
  { refreshToken, answers }: { refreshToken: string; answers: ConnectAnswers },
): Promise<RefreshedGrant> {
  const around = surroundings(provider, client, answers)
  const response = await failing(provider, client, null, async () =>
    oauth.processRefreshTokenResponse(
      around.server,
      around.registration,
      await oauth.refreshTokenGrantRequest(
        around.server,
        around.registration,
        around.authentication,
        refreshToken,
        around.options,
      ),
    ),
  )
  const call: OAuthCall = () => Promise.reject(new CrmError('unavailable', 'Nothing is asked during a refresh'))
  // A new refresh token counts even when the rest of the answer does not hold: the one before it is dead.
  const account = await provider
    .account(response, { call, endpoints: around.endpoints, clientSecret: client.clientSecret, answers })
    .catch(() => null)
  return { ...tokensOf(response), account }
}

/** A grant to an app itself, by its id and secret: nobody consents, and nothing renews it. Throws as `refreshGrant`. */
export async function clientCredentials(
  provider: OAuthProvider,
  client: OAuthClient,
  answers: ConnectAnswers,
): Promise<Omit<TokenGrant, 'account'>> {
  const around = surroundings(provider, client, answers)
  const response = await failing(provider, client, null, async () =>
    oauth.processClientCredentialsResponse(
      around.server,
      around.registration,
      await oauth.clientCredentialsGrantRequest(around.server, around.registration, around.authentication, {}, around.options),
    ),
  )
  return tokensOf(response)
}

/** Hands a grant back. False: the vendor has no way to, or did not confirm it. */
export async function revokeGrant(
  provider: OAuthProvider,
  client: OAuthClient,
  { token, kind, answers }: { token: string; kind: 'access_token' | 'refresh_token'; answers: ConnectAnswers },
): Promise<boolean> {
  try {
    const around = surroundings(provider, client, answers)
    const { revoke } = around.endpoints
    if (revoke === null) return false
    const response = await post(client, revoke, provider.revocation(token, kind))
    return response.ok
  } catch {
    return false
  }
}

function surroundings(provider: OAuthProvider, client: OAuthClient, answers: ConnectAnswers) {
  const endpoints = provider.endpoints(answers, client.baseUrl)
  const server: oauth.AuthorizationServer = { issuer: endpoints.authorize.origin, token_endpoint: endpoints.token.href }
  return {
    endpoints,
    server,
    registration: { client_id: client.clientId },
    authentication: oauth.ClientSecretPost(client.clientSecret),
    options: {
      [oauth.customFetch]: oauthFetch(client.vendor, ownOrigins(client)),
      // The transport decides: http goes to the operator's own origin and nowhere else.
      [oauth.allowInsecureRequests]: true,
    },
  }
}

const ownOrigins = ({ baseUrl }: OAuthClient): string[] => (baseUrl === undefined ? [] : [new URL(baseUrl).origin])

const post = (client: OAuthClient, url: URL, form: Record<string, string>): Promise<Response> =>
  oauthFetch(client.vendor, ownOrigins(client))(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...form, client_id: client.clientId, client_secret: client.clientSecret }),
  })

function accountTools(
  client: OAuthClient,
  { endpoints }: { endpoints: OAuthEndpoints },
  answers: ConnectAnswers,
): Parameters<OAuthProvider['account']>[1] {
  const origins = [endpoints.authorize, endpoints.token, endpoints.revoke].map((url) => url?.origin)
  const call: OAuthCall = async (url, form) => {
    if (!origins.includes(url.origin)) throw new CrmError('forbidden', 'Not the vendor’s', { reason: 'egress_refused' })
    const response = await post(client, url, form)
    const body: unknown = await response.json().catch(() => null)
    if (!response.ok || typeof body !== 'object' || body === null)
      throw new CrmError('bad_response', `${client.vendor} answered ${response.status}`)
    return { ...body }
  }
  return { call, endpoints, clientSecret: client.clientSecret, answers }
}

const tokensOf = (answer: oauth.TokenEndpointResponse): Omit<TokenGrant, 'account'> => ({
  accessToken: answer.access_token,
  refreshToken: answer.refresh_token ?? null,
  expiresAt: answer.expires_in === undefined ? null : new Date(Date.now() + 1000 * answer.expires_in),
})

/** What vendors say when the operator's app is wrong, not the shop's grant. */
const clientErrors = new Set([
  'invalid_client',
  'invalid_client_id',
  'invalid_client_credentials',
  'unauthorized_client',
  'redirect_uri_mismatch',
  'unsupported_grant_type',
  'BAD_CLIENT_ID',
  'BAD_CLIENT_SECRET',
])

/** Runs an exchange and reads its failure. None of the thrown errors holds a token or the vendor's words. */
async function failing(
  provider: OAuthProvider,
  { vendor }: OAuthClient,
  codeReason: string | null,
  work: () => Promise<oauth.TokenEndpointResponse>,
): Promise<oauth.TokenEndpointResponse & TokenAnswer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof CrmError) throw error
    if (error instanceof oauth.ResponseBodyError) {
      if (clientErrors.has(error.error))
        throw new CrmError('forbidden', `${vendor} refuses the app of this installation`, { reason: 'oauth_client' })
      if (provider.isFinal(error.error))
        throw codeReason === null
          ? new CrmError('auth_expired', `${vendor} ended the grant`, { reason: 'grant_ended' })
          : new CrmError('forbidden', `${vendor} does not take the code`, { reason: codeReason })
      throw new CrmError('unavailable', `${vendor} refused a token request for now`)
    }
    if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError)
      throw new CrmError('unavailable', `${vendor} answered a token request with something else`)
    throw new CrmError('unavailable', `${vendor} could not be asked for a token`)
  }
}
