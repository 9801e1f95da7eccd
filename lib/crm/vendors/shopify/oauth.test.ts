// Shopify's consent page, its signed way back and its tokens, against the fake; and the public example of the signature.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { authorizationUrl, clientCredentials, exchangeCode, readCallback, refreshGrant } from '../../oauth'
import { type ShopifyFake, startShopifyFake } from './__fixtures__/shopify-fake'
import { signQuery } from './__fixtures__/fake-oauth'
import { impliedScopes, isSignedBy, shopifyOAuth, signedQuery } from './oauth'

let fake: ShopifyFake
beforeEach(async () => {
  fake = await startShopifyFake()
  vi.stubEnv('SHOPIFY_BASE_URL', fake.url)
})
afterEach(async () => {
  await fake.close()
  vi.unstubAllEnvs()
})

const redirectUri = 'https://hub.example.fr/auth/shopify/callback'
const answers = { shop: 'Demo' }
const client = () => ({
  vendor: 'shopify',
  clientId: fake.oauth.client.id,
  clientSecret: fake.oauth.client.secret,
  baseUrl: fake.url,
})
const state = 's'.repeat(43)

async function comeBack(decision: 'allow' | 'deny' = 'allow'): Promise<URL> {
  const url = authorizationUrl(shopifyOAuth, client(), { redirectUri, state, verifier: null, answers })
  const answer = await fetch(url.origin + url.pathname, {
    method: 'POST',
    body: new URLSearchParams([...url.searchParams, ['decision', decision]]),
    redirect: 'manual',
  })
  return new URL(answer.headers.get('location') ?? '')
}

async function grant() {
  const { searchParams } = await comeBack()
  const callback = readCallback(shopifyOAuth, client(), { state, answers }, searchParams)
  return exchangeCode(shopifyOAuth, client(), { callback, redirectUri, verifier: null, answers })
}

describe('the consent page', () => {
  test('is the shop’s own', () => {
    const departure = { redirectUri, state, verifier: null, answers: { shop: 'https://admin.shopify.com/store/demo' } }
    const url = authorizationUrl(shopifyOAuth, { ...client(), baseUrl: undefined }, departure)
    expect(`${url.origin}${url.pathname}`).toBe('https://demo.myshopify.com/admin/oauth/authorize')
    expect(url.searchParams.get('scope')).toContain('read_customers,write_customers,read_orders')
    expect(url.searchParams.get('state')).toBe(state)
    expect(url.searchParams.get('grant_options[]')).toBeNull()
  })

  test('is nobody else’s', () => {
    for (const shop of ['evil.example', 'demo.myshopify.com.evil.example', '', 'http://169.254.169.254'])
      expect(() => authorizationUrl(shopifyOAuth, client(), { redirectUri, state, verifier: null, answers: { shop } })).toThrow(
        expect.objectContaining({ code: 'invalid', reason: 'shop_address' }),
      )
  })
})

describe('the way back', () => {
  test('brings a code whose tokens end, and the account is the shop', async () => {
    const { account, refreshToken, expiresAt } = await grant()
    expect(account).toMatchObject({
      accountId: 'demo.myshopify.com',
      accountLabel: 'demo',
      apiUrl: `${fake.url}/demo.myshopify.com`,
    })
    // The answer names the writing alone.
    for (const scope of shopifyOAuth.scopes.needed) expect(account.scopes).toContain(scope)
    expect(refreshToken).not.toBeNull()
    expect(expiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_000_000)
  })

  test('a person’s no is told as such', async () => {
    const { searchParams } = await comeBack('deny')
    expect(() => readCallback(shopifyOAuth, client(), { state, answers }, searchParams)).toThrow(
      expect.objectContaining({ reason: 'oauth_denied' }),
    )
  })

  const spoiled: [string, (query: URLSearchParams) => void][] = [
    ['without a signature', (query) => query.delete('hmac')],
    ['with an empty one', (query) => query.set('hmac', '')],
    ['with one in capitals', (query) => query.set('hmac', (query.get('hmac') ?? '').toUpperCase())],
    ['with another code', (query) => query.set('code', 'stolen')],
    ['with another shop', (query) => query.set('shop', 'other.myshopify.com')],
    ['with something more', (query) => query.append('more', 'x')],
    ['signed by another app', (query) => query.set('hmac', signQuery(query, 'another-secret'))],
    [
      'of another shop, rightly signed',
      (query) => {
        query.set('shop', 'other.myshopify.com')
        query.set('hmac', signQuery(query, fake.oauth.client.secret))
      },
    ],
    [
      'two minutes old, rightly signed',
      (query) => {
        query.set('timestamp', String(Math.floor(Date.now() / 1000) - 120))
        query.set('hmac', signQuery(query, fake.oauth.client.secret))
      },
    ],
    [
      'from two minutes ahead, rightly signed',
      (query) => {
        query.set('timestamp', String(Math.floor(Date.now() / 1000) + 120))
        query.set('hmac', signQuery(query, fake.oauth.client.secret))
      },
    ],
    ['with another state', (query) => query.set('state', 't'.repeat(43))],
  ]
  test.each(spoiled)('%s is refused', async (_what, spoil) => {
    const { searchParams } = await comeBack()
    spoil(searchParams)
    expect(() => readCallback(shopifyOAuth, client(), { state, answers }, searchParams)).toThrow(
      expect.objectContaining({ code: 'forbidden', reason: 'oauth_callback' }),
    )
  })

  test('what more Shopify may add is part of what is signed', async () => {
    const { searchParams } = await comeBack()
    searchParams.set('locale', 'fr CA')
    searchParams.set('hmac', signQuery(searchParams, fake.oauth.client.secret))
    expect(signedQuery(searchParams)).toContain('locale=fr%20CA')
    expect(readCallback(shopifyOAuth, client(), { state, answers }, searchParams).get('code')).not.toBe('')
  })

  test('a code works once', async () => {
    const { searchParams } = await comeBack()
    const callback = readCallback(shopifyOAuth, client(), { state, answers }, searchParams)
    const exchange = () => exchangeCode(shopifyOAuth, client(), { callback, redirectUri, verifier: null, answers })
    await exchange()
    await expect(exchange()).rejects.toMatchObject({ code: 'forbidden', reason: 'oauth_code_refused' })
  })
})

test('the public example of a signed query', () => {
  const query = new URLSearchParams({
    code: '0907a61c0c8d55e99db179b68161bc00',
    shop: 'some-shop.myshopify.com',
    timestamp: '1337178173',
    state: '0.6784241404160823',
    hmac: '700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf',
  })
  const at = new Date(1_337_178_173_000)
  expect(isSignedBy(query, 'hush', 'some-shop.myshopify.com', at)).toBe(true)
  expect(isSignedBy(query, 'hush', 'some-shop.myshopify.com', new Date(at.getTime() + 91_000))).toBe(false)
  expect(isSignedBy(query, 'Hush', 'some-shop.myshopify.com', at)).toBe(false)
  expect(isSignedBy(query, '', 'some-shop.myshopify.com', at)).toBe(false)
  expect(isSignedBy(query, 'hush', 'other-shop.myshopify.com', at)).toBe(false)
})

describe('tokens', () => {
  test('a refresh gives another refresh token, and the one before dies when its successor is used', async () => {
    const first = await grant()
    const renew = (refreshToken: string | null) =>
      refreshGrant(shopifyOAuth, client(), { refreshToken: refreshToken ?? '', answers })
    const second = await renew(first.refreshToken)
    expect(second.refreshToken).not.toBe(first.refreshToken)
    // The answer to the first go was lost: the old one still opens.
    const again = await renew(first.refreshToken)
    await renew(again.refreshToken)
    await expect(renew(first.refreshToken)).rejects.toMatchObject({ code: 'auth_expired', reason: 'grant_ended' })
  })

  test('an uninstalled app’s refresh token ends the grant, one of another shop too', async () => {
    const { refreshToken } = await grant()
    fake.addShop('other')
    const renewAt = (shop: string) =>
      refreshGrant(shopifyOAuth, client(), { refreshToken: refreshToken ?? '', answers: { shop } })
    await expect(renewAt('other')).rejects.toMatchObject({ code: 'auth_expired' })
    fake.oauth.forget('demo.myshopify.com')
    await expect(renewAt('demo')).rejects.toMatchObject({ code: 'auth_expired' })
  })

  test('an app of the shop’s own gets a token for its id and secret', async () => {
    const own = { ...client(), clientId: fake.oauth.ownApp.id, clientSecret: fake.oauth.ownApp.secret }
    const { accessToken, refreshToken, expiresAt } = await clientCredentials(shopifyOAuth, own, answers)
    expect(fake.oauth.tokens.has(accessToken)).toBe(true)
    expect(refreshToken).toBeNull()
    expect(expiresAt?.getTime()).toBeGreaterThan(Date.now() + 80_000_000)
    await expect(clientCredentials(shopifyOAuth, { ...own, clientSecret: 'wrong' }, answers)).rejects.toMatchObject({
      code: 'forbidden',
      reason: 'oauth_client',
    })
  })

  test('writing implies reading', () => {
    expect(impliedScopes(['write_customers', 'read_orders'])).toEqual(['write_customers', 'read_customers', 'read_orders'])
  })
})
