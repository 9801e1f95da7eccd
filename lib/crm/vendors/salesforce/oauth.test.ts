// The OAuth data against the fake, through the one engine: consent, PKCE, rotation, signature, hosts.
import { createHash, createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { authorizationUrl, exchangeCode, readCallback, refreshGrant, revokeGrant } from '../../oauth'
import { type SalesforceFake, startSalesforceFake } from './__fixtures__/salesforce-fake'
import { SalesforceCustomers } from './adapter'
import { salesforceOAuth } from './oauth'

vi.mock('@/lib/shared/log', () => ({ log: () => ({ debug: () => undefined }) }))

let fake: SalesforceFake
beforeEach(async () => {
  fake = await startSalesforceFake()
  vi.stubEnv('SALESFORCE_BASE_URL', fake.url)
})
afterEach(async () => {
  await fake.close()
  vi.unstubAllEnvs()
})

const client = () => ({
  vendor: 'salesforce',
  clientId: fake.oauth.client.id,
  clientSecret: fake.oauth.client.secret,
  baseUrl: fake.url,
})
const redirectUri = 'https://hub.example/api/oauth/salesforce/callback'
const verifier = 'v'.repeat(64)

/** As a browser would: the page, then its button. */
async function consent(decision: 'allow' | 'deny', answers: Record<string, string> = {}): Promise<URLSearchParams> {
  const url = authorizationUrl(salesforceOAuth, client(), { redirectUri, state: 'state-1', verifier, answers })
  const page = await (await fetch(url)).text()
  expect(page).toContain('Autoriser')
  const answer = await fetch(new URL('/services/oauth2/authorize', fake.url), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams([...url.searchParams, ['decision', decision]]),
  })
  return new URL(answer.headers.get('location') ?? '').searchParams
}

const exchange = async (callback: URLSearchParams, given = verifier) =>
  exchangeCode(salesforceOAuth, client(), {
    callback: readCallback(salesforceOAuth, client(), { state: 'state-1', answers: {} }, callback),
    redirectUri,
    verifier: given,
    answers: {},
  })

describe('connecting', () => {
  test('gives the org, its address and its user, and asks for PKCE', async () => {
    const url = authorizationUrl(salesforceOAuth, client(), { redirectUri, state: 's', verifier, answers: {} })
    expect(url.searchParams.get('code_challenge')).toBe(createHash('sha256').update(verifier).digest('base64url'))
    expect(url.searchParams.get('scope')).toBe('api refresh_token id')
    const grant = await exchange(await consent('allow'))
    expect(grant).toMatchObject({
      expiresAt: null,
      account: {
        accountId: fake.org.id,
        accountLabel: 'camille@boutique-elegance.example',
        apiUrl: fake.url,
        scopes: ['api', 'refresh_token', 'id'],
      },
    })
    const system = new SalesforceCustomers({ instanceUrl: grant.account.apiUrl ?? '', accessToken: grant.accessToken })
    expect(await system.testConnection()).toEqual({ ok: true, detail: '' })
  })

  test('at the common host, the test one or the org’s own, always with PKCE', () => {
    expect(salesforceOAuth.pkce).toBe(true)
    const hosts = ['login.salesforce.com', 'test.salesforce.com', 'acme.my.salesforce.com', 'acme--uat.sandbox.my.salesforce.com']
    for (const loginHost of hosts) {
      const url = authorizationUrl(
        salesforceOAuth,
        { vendor: 'salesforce', clientId: 'c', clientSecret: 's', baseUrl: undefined },
        { redirectUri, state: 's', verifier, answers: { loginHost } },
      )
      expect(url.host).toBe(loginHost)
      expect(url.protocol).toBe('https:')
      expect(url.searchParams.get('code_challenge_method')).toBe('S256')
      expect(url.href).not.toContain(verifier)
    }
  })

  test('a refusal, a foreign verifier and a used code give nothing', async () => {
    const denied = await consent('deny')
    expect(() => readCallback(salesforceOAuth, client(), { state: 'state-1', answers: {} }, denied)).toThrow(
      expect.objectContaining({ reason: 'oauth_denied' }),
    )
    const callback = await consent('allow')
    await expect(exchange(callback, 'w'.repeat(64))).rejects.toMatchObject({ reason: 'oauth_code_refused' })
    await expect(exchange(callback)).rejects.toMatchObject({ reason: 'oauth_code_refused' })
  })

  test('refresh tokens rotate: the old one is dead at once; revoking ends the access tokens too', async () => {
    const first = await exchange(await consent('allow'))
    const second = await refreshGrant(salesforceOAuth, client(), { refreshToken: first.refreshToken ?? '', answers: {} })
    expect(second.refreshToken).not.toBe(first.refreshToken)
    expect(second.account).toMatchObject({ accountId: fake.org.id, accountLabel: null, apiUrl: fake.url })
    await expect(
      refreshGrant(salesforceOAuth, client(), { refreshToken: first.refreshToken ?? '', answers: {} }),
    ).rejects.toMatchObject({ code: 'auth_expired' })
    expect(
      await revokeGrant(salesforceOAuth, client(), { token: second.refreshToken ?? '', kind: 'refresh_token', answers: {} }),
    ).toBe(true)
    const system = new SalesforceCustomers({ instanceUrl: fake.url, accessToken: second.accessToken })
    expect(await system.testConnection()).toEqual({ ok: false, detail: 'auth_expired' })
  })

  test('renews in this process from credentials alone, again and again', async () => {
    const refreshToken = fake.oauth.issueRefresh(fake.org)
    const system = new SalesforceCustomers({
      instanceUrl: fake.url,
      accessToken: 'old',
      refreshToken,
      clientId: fake.oauth.client.id,
      clientSecret: fake.oauth.client.secret,
    })
    const made = await system.createCustomer({ firstName: 'Ana' })
    for (let round = 1; round <= 3; round++) {
      fake.oauth.tokens.clear()
      expect((await system.getCustomer(made.id))?.id).toBe(made.id)
    }
    expect(fake.oauth.refreshes).toBe(4)
    expect(fake.oauth.refreshTokens.has(refreshToken)).toBe(false)
  })
})

describe('an answer that is not right', () => {
  const answer = (more: Record<string, unknown> = {}, secret = 'sandbox-app-secret') => {
    const id = typeof more.id === 'string' ? more.id : `https://login.salesforce.com/id/${fake.org.id}/${fake.org.userId}`
    return {
      access_token: 't',
      instance_url: 'https://acme.my.salesforce.com',
      id,
      issued_at: '1762000000000',
      signature: createHmac('sha256', secret).update(`${id}1762000000000`).digest('base64'),
      scope: 'api offline_access',
      ...more,
    }
  }
  const read = (given: Record<string, unknown>) =>
    salesforceOAuth.account(given, {
      call: () => Promise.reject(new Error('no')),
      endpoints: salesforceOAuth.endpoints({}, undefined),
      clientSecret: 'sandbox-app-secret',
      answers: {},
    })

  test('is refused, whatever part of it', async () => {
    expect(await read(answer())).toEqual({
      accountId: fake.org.id,
      accountLabel: null,
      apiUrl: 'https://acme.my.salesforce.com',
      scopes: ['api', 'refresh_token'],
    })
    const bad = [
      {},
      answer({}, 'another secret'),
      answer({ signature: '' }),
      answer({ signature: 'AAAA' }),
      answer({ issued_at: '1762000000001' }),
      answer({ instance_url: 'https://acme.my.salesforce.com.evil.example' }),
      answer({ instance_url: 'http://acme.my.salesforce.com' }),
      answer({ id: 'https://login.salesforce.com/id/x/y' }),
      answer({ id: `https://login.salesforce.com/id/${fake.org.id}/${fake.org.userId}/more` }),
    ]
    for (const given of bad) await expect(read(given)).rejects.toMatchObject({ code: 'bad_response' })
  })

  test('the address to log in at is one of Salesforce’s', () => {
    expect(salesforceOAuth.endpoints({ loginHost: 'test.salesforce.com' }, undefined).token.href).toBe(
      'https://test.salesforce.com/services/oauth2/token',
    )
    expect(salesforceOAuth.endpoints({ loginHost: 'acme.my.salesforce.com' }, undefined).authorize.href).toBe(
      'https://acme.my.salesforce.com/services/oauth2/authorize',
    )
    expect(() => salesforceOAuth.endpoints({ loginHost: 'evil.example' }, undefined)).toThrow()
    expect(() => salesforceOAuth.endpoints({ loginHost: 'evil.example' }, fake.url)).toThrow()
    expect(salesforceOAuth.isFinal('invalid_grant')).toBe(true)
    expect(salesforceOAuth.isFinal('server_error')).toBe(false)
  })
})
