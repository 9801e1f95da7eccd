// HubSpot's OAuth as data, against the fake's consent page and token calls, every exchange as published.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OAuthCall } from '../../oauth-provider'
import { type HubspotFake, startHubspotFake } from './__fixtures__/hubspot-fake'
import { watchSchema } from './__fixtures__/published-schema'
import { hubspotOAuth } from './oauth'

const schema = watchSchema()
let fake: HubspotFake
beforeAll(async () => {
  fake = await startHubspotFake({ onExchange: schema.onExchange })
})
afterAll(() => fake.close())

const redirectUri = 'http://127.0.0.1:9/auth/hubspot/callback'
const callOf =
  (seen: string[] = []): OAuthCall =>
  async (url, form) => {
    seen.push(url.pathname)
    const { id, secret } = fake.oauth.client
    const answer = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ ...form, client_id: id, client_secret: secret }),
    })
    const text = await answer.text()
    return text === '' ? {} : JSON.parse(text)
  }
const tools = (call: OAuthCall = callOf()) => ({
  call,
  endpoints: hubspotOAuth.endpoints({}, fake.url),
  clientSecret: fake.oauth.client.secret,
  answers: {},
})

async function decide(decision: 'allow' | 'deny', state = 'a&b="c"'): Promise<URL> {
  const address = hubspotOAuth.endpoints({}, fake.url).authorize
  for (const [name, value] of Object.entries({
    ...hubspotOAuth.authorizeParameters(hubspotOAuth.scopes),
    client_id: fake.oauth.client.id,
    redirect_uri: redirectUri,
    state,
  }))
    address.searchParams.set(name, value)
  const page = await (await fetch(address)).text()
  expect(page).toContain('Autoriser')
  expect(page).not.toContain(state)
  const form = new URLSearchParams(address.searchParams)
  form.set('decision', decision)
  const answer = await fetch(new URL('/oauth/authorize', fake.url), { method: 'POST', body: form, redirect: 'manual' })
  return new URL(answer.headers.get('location') ?? '')
}

describe('HubSpot’s OAuth', () => {
  test('goes to HubSpot’s own addresses of the current version, or all to the operator’s', () => {
    const real = hubspotOAuth.endpoints({}, undefined)
    expect([real.authorize.href, real.token.href, real.revoke?.href]).toEqual([
      'https://app.hubspot.com/oauth/authorize',
      'https://api.hubapi.com/oauth/2026-09/token',
      'https://api.hubapi.com/oauth/2026-09/token/revoke',
    ])
    const { authorize, token, revoke } = hubspotOAuth.endpoints({}, fake.url)
    expect([authorize.origin, token.origin, revoke?.origin]).toEqual([fake.url, fake.url, fake.url])
  })

  test('a person agrees; the code works once; the grant is renewed, read and revoked', async () => {
    const back = await decide('allow')
    expect(back.searchParams.get('state')).toBe('a&b="c"')
    const { token, revoke } = tools().endpoints
    const exchange = { grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '', redirect_uri: redirectUri }
    const answer = await callOf()(token, exchange)
    const account = await hubspotOAuth.account(answer, tools())
    expect(account).toMatchObject({
      accountId: String(fake.portal.id),
      accountLabel: `boutique-${fake.portal.id}.example`,
      apiUrl: null,
    })
    expect(account.scopes).toEqual(expect.arrayContaining([...hubspotOAuth.scopes.needed]))

    const again = await callOf()(token, exchange)
    expect(again).toMatchObject({ error: 'invalid_grant' })
    expect(hubspotOAuth.isFinal('invalid_grant')).toBe(true)

    const refreshToken = String(answer.refresh_token)
    const renewed = await callOf()(token, { grant_type: 'refresh_token', refresh_token: refreshToken })
    expect(renewed.access_token).not.toBe(answer.access_token)
    if (revoke !== null) await callOf()(revoke, hubspotOAuth.revocation(refreshToken, 'refresh_token'))
    const over = await callOf()(token, { grant_type: 'refresh_token', refresh_token: refreshToken })
    expect(over).toMatchObject({ error: 'invalid_grant', status: 'BAD_REFRESH_TOKEN' })
    schema.verdict()
  })

  test('a person refuses; a code for another address is worth nothing', async () => {
    expect((await decide('deny')).searchParams.get('error')).toBe('access_denied')
    const code = (await decide('allow')).searchParams.get('code') ?? ''
    const stolen = { grant_type: 'authorization_code', code, redirect_uri: 'http://127.0.0.1:9/elsewhere' }
    expect(await callOf()(tools().endpoints.token, stolen)).toMatchObject({ error: 'invalid_grant' })
  })

  test('an answer that does not say whose it is, as version 1 gave, is asked about', async () => {
    const accessToken = fake.oauth.issue(fake.portal.id, ['oauth'])
    const seen: string[] = []
    expect(await hubspotOAuth.account({ access_token: accessToken }, tools(callOf(seen)))).toMatchObject({
      accountId: String(fake.portal.id),
      scopes: ['oauth'],
    })
    expect(seen).toEqual(['/oauth/2026-09/token/introspect'])
  })

  test('without an account, or in another shape, it is no grant; a silent introspection costs only the label', async () => {
    const silent: OAuthCall = () => Promise.reject(new Error('no answer'))
    for (const answer of [{}, { access_token: 5 }, { access_token: 'x' }, { access_token: 'x', hub_id: {} }])
      await expect(hubspotOAuth.account(answer, tools(silent))).rejects.toMatchObject({ code: 'bad_response' })
    expect(await hubspotOAuth.account({ access_token: 'x', hub_id: 7 }, tools(silent))).toEqual({
      accountId: '7',
      accountLabel: null,
      apiUrl: null,
      scopes: null,
    })
  })

  test('the first version still speaks in the fake, for whoever moves from it', async () => {
    const token = fake.oauth.issueRefresh(fake.portal.id, ['oauth'])
    const { id, secret } = fake.oauth.client
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: token, client_id: id, client_secret: secret })
    const answer: unknown = await (await fetch(`${fake.url}/oauth/v1/token`, { method: 'POST', body })).json()
    expect(answer).not.toHaveProperty('hub_id')
    expect(await (await fetch(`${fake.url}/oauth/v1/refresh-tokens/${token}`)).json()).toMatchObject({ hub_id: fake.portal.id })
    expect((await fetch(`${fake.url}/oauth/v1/refresh-tokens/${token}`, { method: 'DELETE' })).status).toBe(204)
    expect((await fetch(`${fake.url}/oauth/v1/refresh-tokens/${token}`)).status).toBe(404)
  })
})
