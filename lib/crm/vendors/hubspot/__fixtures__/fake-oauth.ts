// The fake's consent page and tokens: codes for one use, access tokens that end, grants that are revoked.
import { randomBytes } from 'node:crypto'

export interface FakeToken {
  portalId: number
  scopes: string[]
  expiresAt: number
}

export interface OAuthAnswer {
  status: number
  body: Record<string, unknown> | string
  headers?: Record<string, string>
}

const secret = (prefix: string) => `${prefix}-${randomBytes(18).toString('base64url')}`
const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
const refused = (error: string, description: string, status: string): OAuthAnswer => ({
  status: 400,
  body: { error, error_description: description, status, message: description },
})

/** Version 1 does not say whose token it is. */
const withoutAccount = (answer: OAuthAnswer): OAuthAnswer => {
  if (answer.status !== 200 || typeof answer.body === 'string') return answer
  const { token_type, access_token, refresh_token, expires_in } = answer.body
  return { ...answer, body: { token_type, access_token, refresh_token, expires_in } }
}

export class FakeOAuth {
  readonly client = { id: 'sandbox-app', secret: 'sandbox-app-secret' }
  readonly tokens = new Map<string, FakeToken>()
  readonly refreshTokens = new Map<string, { portalId: number; scopes: string[] }>()
  readonly #codes = new Map<string, { redirectUri: string; portalId: number; scopes: string[] }>()
  /** Seconds. */
  lifetime = 1_800
  /** The account that the consent page is for. */
  portalId: number
  exchanges = 0
  refreshes = 0

  constructor(portalId: number) {
    this.portalId = portalId
  }

  issue(portalId: number, scopes: string[], lifetime = this.lifetime): string {
    const token = secret('access')
    this.tokens.set(token, { portalId, scopes, expiresAt: Date.now() + lifetime * 1000 })
    return token
  }

  issueRefresh(portalId: number, scopes: string[]): string {
    const token = secret('refresh')
    this.refreshTokens.set(token, { portalId, scopes })
    return token
  }

  authorizePage(query: URLSearchParams): OAuthAnswer {
    const fields = [...query].map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('')
    return {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: `<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>HubSpot simulé</title>
<style>body{font:16px system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.75rem 1.25rem;margin-right:.5rem}</style>
<h1>HubSpot simulé</h1><p>L’application « ${escape(query.get('client_id') ?? '')} » demande : ${escape(query.get('scope') ?? '')}</p>
<form method="post" action="/oauth/authorize">${fields}<button name="decision" value="allow">Autoriser</button><button name="decision" value="deny">Refuser</button></form></html>`,
    }
  }

  decide(form: URLSearchParams): OAuthAnswer {
    const redirectUri = form.get('redirect_uri') ?? ''
    if (form.get('client_id') !== this.client.id || !URL.canParse(redirectUri)) return { status: 400, body: 'unknown client or redirect address' }
    const target = new URL(redirectUri)
    const state = form.get('state')
    if (state !== null) target.searchParams.set('state', state)
    if (form.get('decision') !== 'allow') {
      target.searchParams.set('error', 'access_denied')
      target.searchParams.set('error_description', 'The person said no')
    } else {
      const code = secret('code')
      const scopes = `${form.get('scope') ?? ''} ${form.get('optional_scope') ?? ''}`.split(' ').filter((scope) => scope !== '')
      this.#codes.set(code, { redirectUri, portalId: this.portalId, scopes })
      target.searchParams.set('code', code)
    }
    return { status: 302, body: '', headers: { location: target.href } }
  }

  /** The dated and the third version's calls by POST, and those of the first, which HubSpot ends on 16 February 2027. */
  answer(method: string, path: string, form: URLSearchParams): OAuthAnswer {
    const unknown: OAuthAnswer = { status: 404, body: { status: 'error', message: 'no such path' } }
    const [, version = '', tail = ''] = /^\/oauth\/(v1|v3|\d{4}-\d{2})\/(.+)$/.exec(path) ?? []
    const [what, token = ''] = tail.split('/')
    if (version === 'v1' && (what === 'access-tokens' || what === 'refresh-tokens')) return this.#first(method, what, decodeURIComponent(token))
    if (method !== 'POST' || version === '') return unknown
    if (tail === 'token') return version === 'v1' ? withoutAccount(this.token(form)) : this.token(form)
    if (version === 'v1') return unknown
    if (tail === 'token/introspect') return this.introspect(form)
    return tail === 'token/revoke' ? this.revoke(form) : unknown
  }

  #first(method: string, what: string, token: string): OAuthAnswer {
    const known = what === 'access-tokens' ? this.tokens.get(token) : this.refreshTokens.get(token)
    if (known === undefined) return { status: 404, body: { status: 'error', message: 'token unknown', category: 'OBJECT_NOT_FOUND' } }
    if (method === 'DELETE') {
      // As the old guide says: access tokens that were given before go on working.
      this.refreshTokens.delete(token)
      return { status: 204, body: '' }
    }
    const { body } = this.introspect(new URLSearchParams({ token, client_id: this.client.id, client_secret: this.client.secret }))
    const { active: _active, token_use: _use, ...rest } = typeof body === 'string' ? {} : body
    return { status: 200, body: rest }
  }

  token(form: URLSearchParams): OAuthAnswer {
    if (form.get('client_id') !== this.client.id || form.get('client_secret') !== this.client.secret)
      return refused('invalid_client', 'the client is unknown', 'BAD_CLIENT_ID')
    if (form.get('grant_type') === 'authorization_code') {
      const code = form.get('code') ?? ''
      const known = this.#codes.get(code)
      this.#codes.delete(code)
      if (known === undefined || known.redirectUri !== form.get('redirect_uri')) return refused('invalid_grant', 'the code is invalid or used', 'BAD_AUTH_CODE')
      this.exchanges += 1
      return this.#granted(known.portalId, known.scopes, this.issueRefresh(known.portalId, known.scopes))
    }
    if (form.get('grant_type') !== 'refresh_token') return refused('unsupported_grant_type', 'unknown grant type', 'BAD_GRANT_TYPE')
    this.refreshes += 1
    const refreshToken = form.get('refresh_token') ?? ''
    const known = this.refreshTokens.get(refreshToken)
    if (known === undefined) return refused('invalid_grant', 'refresh token is invalid, expired or revoked', 'BAD_REFRESH_TOKEN')
    return this.#granted(known.portalId, known.scopes, refreshToken)
  }

  #granted(portalId: number, scopes: string[], refreshToken: string): OAuthAnswer {
    return {
      status: 200,
      body: {
        token_type: 'bearer',
        access_token: this.issue(portalId, scopes),
        refresh_token: refreshToken,
        expires_in: this.lifetime,
        hub_id: portalId,
        user_id: 1,
        scopes,
        token_use: 'access_token',
      },
    }
  }

  introspect(form: URLSearchParams): OAuthAnswer {
    if (form.get('client_id') !== this.client.id || form.get('client_secret') !== this.client.secret)
      return refused('invalid_client', 'the client is unknown', 'BAD_CLIENT_ID')
    const token = form.get('token') ?? ''
    const known = this.tokens.get(token) ?? this.refreshTokens.get(token)
    if (known === undefined) return { status: 200, body: { active: false, token_use: 'access_token', token_type: 'bearer', token } }
    return {
      status: 200,
      body: {
        active: true,
        token_use: this.tokens.has(token) ? 'access_token' : 'refresh_token',
        token_type: 'bearer',
        token,
        client_id: this.client.id,
        app_id: 456,
        hub_id: known.portalId,
        hub_domain: `boutique-${known.portalId}.example`,
        user: 'camille@boutique-elegance.example',
        user_id: 1,
        expires_in: this.lifetime,
        is_private_distribution: false,
        scopes: known.scopes,
        signed_access_token: {},
      },
    }
  }

  /** A revoked refresh token takes the access tokens of its account with it. */
  revoke(form: URLSearchParams): OAuthAnswer {
    if (form.get('client_id') !== this.client.id || form.get('client_secret') !== this.client.secret)
      return refused('invalid_client', 'the client is unknown', 'BAD_CLIENT_ID')
    const token = form.get('token') ?? ''
    const known = this.refreshTokens.get(token)
    this.refreshTokens.delete(token)
    this.tokens.delete(token)
    if (known !== undefined) for (const [access, { portalId }] of this.tokens) if (portalId === known.portalId) this.tokens.delete(access)
    return { status: 204, body: '' }
  }
}
