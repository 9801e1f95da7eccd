// The OAuth engine against a server on loopback, and against what servers should not answer.
import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CrmError } from '@/lib/shared/errors'
import { closeServers, onLoopback } from '@/lib/test/loopback'
import { startToyVendor, toyProvider, type ToyVendor } from '@/lib/test/toy-vendor'
import { authorizationUrl, codeChallenge, exchangeCode, readCallback, refreshGrant, revokeGrant } from './oauth'

const redirectUri = 'https://hub.example/auth/toy/callback'
const verifier = 'v'.repeat(43)
let toy: ToyVendor
beforeAll(async () => void (toy = await startToyVendor()))
beforeEach(() => {
  toy.fault = null
  toy.life = null
})
afterAll(async () => {
  await toy.close()
  await closeServers()
})

const failure = async (work: Promise<unknown>): Promise<CrmError> => {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof CrmError)) throw new Error('a CrmError was expected', { cause: error })
  // Nothing that was sent or answered may be told.
  expect(`${error.message} ${JSON.stringify(error)} ${String(error.cause)}`).not.toMatch(/canary|refresh-of/)
  return error
}
const refresh = (refreshToken: string, client = toy.client) => refreshGrant(toyProvider, client, { refreshToken, answers: {} })

describe('a code', () => {
  const departure = { redirectUri, state: 's'.repeat(43), verifier, answers: {} }
  const callbackOf = (code: string, more: Record<string, string> = {}) =>
    new URLSearchParams({ code, state: departure.state, ...more })
  const exchange = (callback: URLSearchParams, more = {}) =>
    exchangeCode(toyProvider, toy.client, {
      redirectUri,
      verifier,
      answers: {},
      callback: readCallback(toyProvider, toy.client, departure, callback),
      ...more,
    })

  it('becomes a grant with its end and account; the verifier and the secret go in the body', async () => {
    toy.life = 1_800_000
    const code = toy.consent(authorizationUrl(toyProvider, toy.client, departure), 'acme')
    const grant = await exchange(callbackOf(code, { iss: toy.origin }))
    expect(grant.account).toEqual({ accountId: 'acme', accountLabel: 'Toy acme', apiUrl: null, scopes: ['contacts', 'notes'] })
    expect(Math.abs((grant.expiresAt?.getTime() ?? 0) - Date.now() - 1_800_000)).toBeLessThan(5_000)
    expect(Object.fromEntries(toy.forms.at(-1) ?? [])).toEqual({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      client_id: 'toy-client',
      client_secret: toy.client.clientSecret,
    })
    expect(await failure(exchange(callbackOf(code)))).toMatchObject({ code: 'forbidden', reason: 'oauth_code_refused' })
  })

  it('with its odd characters is sent as it was given', async () => {
    await failure(exchange(new URLSearchParams(`code=aPrx%2B%2F%3D%3D&state=${departure.state}`)))
    expect(toy.forms.at(-1)?.get('code')).toBe('aPrx+/==')
  })

  it('the challenge is the one of RFC 7636', () => {
    expect(codeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
  })

  it('is not asked for without PKCE where the vendor has none', () => {
    const url = authorizationUrl({ ...toyProvider, pkce: false }, toy.client, { ...departure, verifier: null })
    expect([...url.searchParams.keys()].filter((name) => name.startsWith('code_'))).toEqual([])
  })
})

describe('a refresh', () => {
  it('rotates, keeps the answers of vendors that say less, and takes any spelling of bearer', async () => {
    const { refresh: first } = toy.startGrant()
    const renewed = await refresh(first)
    expect(renewed.refreshToken).not.toBe(first)
    expect(renewed.expiresAt).toBeNull()
    for (const body of [
      { access_token: 'a' },
      { access_token: 'a', token_type: 'BEARER', expires_in: '1800' },
      { access_token: 'a', token_type: 'Bearer', id_token: 'not.a.token', issued_at: '1762000000000', scopes: ['x'] },
    ]) {
      toy.fault = () => ({ status: 200, body: JSON.stringify(body), headers: { 'content-type': 'text/html' } })
      expect(await refresh('x')).toMatchObject({ accessToken: 'a', refreshToken: null })
    }
  })

  it('keeps a rotated token although the rest of the answer does not hold', async () => {
    const strict = { ...toyProvider, account: () => Promise.reject(new CrmError('bad_response', 'wrong signature')) }
    const { refresh: first } = toy.startGrant()
    const renewed = await refreshGrant(strict, toy.client, { refreshToken: first, answers: {} })
    expect(renewed.account).toBeNull()
    expect(renewed.refreshToken).toEqual(expect.any(String))
  })

  it('asks nothing but the token endpoint', async () => {
    const curious: typeof toyProvider = {
      ...toyProvider,
      account: async (_answer, { call, endpoints }) => ({
        accountId: String((await call(endpoints.token, {})).account),
        accountLabel: null,
        apiUrl: null,
        scopes: null,
      }),
    }
    const before = toy.forms.length
    expect((await refreshGrant(curious, toy.client, { refreshToken: toy.startGrant().refresh, answers: {} })).account).toBeNull()
    expect(toy.forms).toHaveLength(before + 1)
  })

  const answers: [string, { status: number; body?: string; headers?: Record<string, string> } | 'drop', string, string][] = [
    ['a final code', { status: 400, body: '{"error":"invalid_grant"}' }, 'auth_expired', 'grant_ended'],
    [
      'a final code, spelt by the vendor',
      { status: 400, body: '{"status":"BAD_REFRESH_TOKEN","message":"canary"}' },
      'auth_expired',
      'grant_ended',
    ],
    ['a final code with a failing server', { status: 500, body: '{"error":"invalid_grant"}' }, 'unavailable', 'unavailable'],
    [
      'a code that is not final',
      { status: 400, body: '{"error":"inactive_org","error_description":"canary"}' },
      'unavailable',
      'unavailable',
    ],
    ['a refusal without a code', { status: 400, body: '{"message":"canary"}' }, 'unavailable', 'unavailable'],
    [
      'a wrong client',
      { status: 401, body: '{"error":"invalid_client"}', headers: { 'www-authenticate': 'Basic realm="canary"' } },
      'forbidden',
      'oauth_client',
    ],
    ['a wrong client, spelt by the vendor', { status: 400, body: '{"status":"BAD_CLIENT_ID"}' }, 'forbidden', 'oauth_client'],
    ['a page', { status: 200, body: '<html>canary' }, 'unavailable', 'unavailable'],
    ['a page that refuses', { status: 403, body: '<html>canary' }, 'unavailable', 'unavailable'],
    ['a list', { status: 200, body: '["canary"]' }, 'unavailable', 'unavailable'],
    ['no token', { status: 200, body: '{"token_type":"bearer"}' }, 'unavailable', 'unavailable'],
    ['an empty token', { status: 200, body: '{"access_token":""}' }, 'unavailable', 'unavailable'],
    [
      'another kind of token',
      { status: 200, body: '{"access_token":"canary","token_type":"mac"}' },
      'unavailable',
      'unavailable',
    ],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/token' } }, 'unavailable', 'unavailable'],
    ['a wait', { status: 429, headers: { 'retry-after': '7' } }, 'unavailable', 'unavailable'],
    ['silence', 'drop', 'unavailable', 'unavailable'],
    ['too much', { status: 200, body: JSON.stringify({ access_token: 'a'.repeat(300_000) }) }, 'bad_response', 'bad_response'],
  ]
  it.each(answers)('%s', async (_name, fault, code, reason) => {
    toy.fault = () => fault
    expect(await failure(refresh('refresh-of-the-shop'))).toMatchObject({ code, reason })
  })

  it('says how long to wait', async () => {
    toy.fault = () => ({ status: 503, headers: { 'retry-after': '7' } })
    expect(await failure(refresh('x'))).toMatchObject({ retryAfter: 7 })
  })

  it.each(['169.254.169.254', '127.0.0.1', '[::1]', '10.0.0.1', 'localhost', 'login.toy.example:8443', 'user@login.toy.example'])(
    'never goes to %s',
    async (host) => {
      const { baseUrl: _unset, ...client } = toy.client
      const work = refreshGrant(toyProvider, client, { refreshToken: 'x', answers: { host } })
      expect(await failure(work)).toMatchObject({ code: 'forbidden', reason: 'egress_refused' })
    },
  )

  it('only the operator’s own origin may be here', async () => {
    let asked = 0
    const elsewhere = await onLoopback(createServer((_request, response) => (asked++, response.end())))
    const work = refresh('x', { ...toy.client, baseUrl: toy.origin, clientId: 'toy-client' })
    await failure(work)
    const strayed = {
      ...toyProvider,
      endpoints: () => ({ authorize: new URL(elsewhere), token: new URL(elsewhere), revoke: null }),
    }
    expect(await failure(refreshGrant(strayed, toy.client, { refreshToken: 'x', answers: {} }))).toMatchObject({
      reason: 'egress_refused',
    })
    expect(asked).toBe(0)
  })
})

describe('handing back', () => {
  it('ends the grant over there, and says whether that was confirmed', async () => {
    const { refresh: token } = toy.startGrant()
    const revoke = (given: string) => revokeGrant(toyProvider, toy.client, { token: given, kind: 'refresh_token', answers: {} })
    expect(await revoke(token)).toBe(true)
    expect(await failure(refresh(token))).toMatchObject({ code: 'auth_expired' })
    expect(await revoke('unknown')).toBe(false)
    const without = { ...toyProvider, endpoints: () => ({ ...toyProvider.endpoints({}, toy.origin), revoke: null }) }
    expect(await revokeGrant(without, toy.client, { token, kind: 'refresh_token', answers: {} })).toBe(false)
  })
})
