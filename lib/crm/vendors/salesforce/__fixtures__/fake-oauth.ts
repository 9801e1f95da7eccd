// The fake's login: consent page, PKCE, codes for one use, refresh tokens that rotate (the old one is dead at once), revocation.
// https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm
import { createHash, createHmac, randomBytes } from 'node:crypto'
import type { FakeOrg } from './fake-org'

export interface OAuthAnswer {
  status: number
  body: Record<string, unknown> | string
  headers?: Record<string, string>
}

const secret = (prefix: string) => `${prefix}${randomBytes(24).toString('base64url')}`
const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
const refused = (error: string, description: string): OAuthAnswer => ({ status: 400, body: { error, error_description: description } })

interface Grant {
  org: FakeOrg
  scope: string
}
interface Code extends Grant {
  redirectUri: string
  challenge: string | null
  at: number
}

export class FakeOAuth {
  readonly client = { id: 'sandbox-app', secret: 'sandbox-app-secret' }
  readonly tokens = new Map<string, Grant & { expiresAt: number; refreshToken: string | null }>()
  readonly refreshTokens = new Map<string, Grant>()
  readonly #codes = new Map<string, Code>()
  /** The org that the consent page is for. */
  org: FakeOrg
  /** Whether a refresh gives a new refresh token. */
  rotates = true
  /** Milliseconds that an access token lives. */
  lifetime = 2 * 60 * 60_000
  exchanges = 0
  refreshes = 0
  readonly #origin: () => string

  constructor(org: FakeOrg, origin: () => string) {
    this.org = org
    this.#origin = origin
  }

  issue(org: FakeOrg, scope = 'api refresh_token', refreshToken: string | null = null): string {
    const token = secret(`${org.id.slice(0, 15)}!`)
    this.tokens.set(token, { org, scope, expiresAt: Date.now() + this.lifetime, refreshToken })
    return token
  }

  issueRefresh(org: FakeOrg, scope = 'api refresh_token'): string {
    const token = secret('5Aep861')
    this.refreshTokens.set(token, { org, scope })
    return token
  }

  find(token: string): FakeOrg | null {
    const known = this.tokens.get(token)
    return known === undefined || known.expiresAt <= Date.now() ? null : known.org
  }

  authorizePage(query: URLSearchParams): OAuthAnswer {
    const fields = [...query].map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('')
    return {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: `<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Salesforce simulé</title>
<style>body{font:16px system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.75rem 1.25rem;margin-right:.5rem}</style>
<h1>Salesforce simulé</h1><p>Organisation « ${escape(this.org.name)} ». L’application « ${escape(query.get('client_id') ?? '')} » demande : ${escape(query.get('scope') ?? '')}</p>
<form method="post" action="/services/oauth2/authorize">${fields}<button name="decision" value="allow">Autoriser</button><button name="decision" value="deny">Refuser</button></form></html>`,
    }
  }

  decide(form: URLSearchParams): OAuthAnswer {
    const redirectUri = form.get('redirect_uri') ?? ''
    if (form.get('client_id') !== this.client.id) return refused('invalid_client_id', 'client identifier invalid')
    if (!URL.canParse(redirectUri)) return refused('redirect_uri_mismatch', 'redirect_uri must match configuration')
    const target = new URL(redirectUri)
    const state = form.get('state')
    if (state !== null) target.searchParams.set('state', state)
    const challenge = form.get('code_challenge')
    if (form.get('decision') !== 'allow') {
      target.searchParams.set('error', 'access_denied')
      target.searchParams.set('error_description', 'end-user denied authorization')
    } else if (challenge !== null && form.get('code_challenge_method') !== 'S256') {
      target.searchParams.set('error', 'invalid_request')
    } else {
      const code = `aPrx${randomBytes(24).toString('base64')}==`
      this.#codes.set(code, { redirectUri, org: this.org, scope: form.get('scope') ?? 'api', challenge, at: Date.now() })
      target.searchParams.set('code', code)
    }
    return { status: 302, body: '', headers: { location: target.href } }
  }

  token(form: URLSearchParams): OAuthAnswer {
    if (form.get('client_id') !== this.client.id) return refused('invalid_client_id', 'client identifier invalid')
    if (form.get('client_secret') !== this.client.secret) return refused('invalid_client', 'invalid client credentials')
    if (form.get('grant_type') === 'authorization_code') return this.#exchange(form)
    if (form.get('grant_type') !== 'refresh_token') return refused('unsupported_grant_type', 'grant type not supported')
    this.refreshes += 1
    const given = form.get('refresh_token') ?? ''
    const known = this.refreshTokens.get(given)
    if (known === undefined) return refused('invalid_grant', 'expired access/refresh token')
    if (!this.rotates) return this.#granted(known, given, false)
    this.refreshTokens.delete(given)
    return this.#granted(known, this.issueRefresh(known.org, known.scope), true)
  }

  #exchange(form: URLSearchParams): OAuthAnswer {
    const code = form.get('code') ?? ''
    const known = this.#codes.get(code)
    this.#codes.delete(code)
    if (known === undefined || Date.now() - known.at > 15 * 60_000) return refused('invalid_grant', 'expired authorization code')
    if (known.redirectUri !== form.get('redirect_uri')) return refused('redirect_uri_mismatch', 'redirect_uri must match configuration')
    const verifier = form.get('code_verifier')
    if (known.challenge !== null) {
      if (verifier === null) return refused('invalid_grant', 'code verifier required')
      if (createHash('sha256').update(verifier).digest('base64url') !== known.challenge) return refused('invalid_grant', 'invalid code verifier')
    }
    this.exchanges += 1
    const isLasting = /\b(refresh_token|offline_access)\b/.test(known.scope)
    return this.#granted(known, isLasting ? this.issueRefresh(known.org, known.scope) : null, isLasting)
  }

  #granted({ org, scope }: Grant, refreshToken: string | null, isNew: boolean): OAuthAnswer {
    const id = `${this.#origin()}/id/${org.id}/${org.userId}`
    const issuedAt = String(Date.now())
    return {
      status: 200,
      body: {
        access_token: this.issue(org, scope, refreshToken),
        ...(isNew && refreshToken !== null ? { refresh_token: refreshToken } : {}),
        signature: createHmac('sha256', this.client.secret).update(id + issuedAt).digest('base64'),
        scope,
        instance_url: this.#origin(),
        id,
        token_type: 'Bearer',
        issued_at: issuedAt,
      },
    }
  }

  introspect(form: URLSearchParams): OAuthAnswer {
    if (form.get('client_secret') !== this.client.secret) return { status: 401, body: { error: 'invalid_client' } }
    const known = this.tokens.get(form.get('token') ?? '')
    if (known === undefined || known.expiresAt <= Date.now()) return { status: 200, body: { active: false } }
    const { org, scope, expiresAt } = known
    return {
      status: 200,
      body: {
        active: true,
        scope,
        client_id: this.client.id,
        username: 'camille@boutique-elegance.example',
        sub: `${this.#origin()}/id/${org.id}/${org.userId}`,
        token_type: 'access_token',
        exp: Math.floor(expiresAt / 1000),
        iat: Math.floor((expiresAt - this.lifetime) / 1000),
        nbf: Math.floor((expiresAt - this.lifetime) / 1000),
      },
    }
  }

  /** Who a token belongs to; for the userinfo and the identity address. */
  whoIs(token: string): OAuthAnswer {
    const org = this.find(token)
    if (org === null) return { status: 403, body: 'Bad_OAuth_Token' }
    return {
      status: 200,
      body: {
        sub: `${this.#origin()}/id/${org.id}/${org.userId}`,
        user_id: org.userId,
        organization_id: org.id,
        preferred_username: `camille@${org.id.slice(0, 15).toLowerCase()}.example`,
        name: 'Camille',
        email: 'camille@boutique-elegance.example',
        zoneinfo: 'Europe/Paris',
        urls: { rest: `${this.#origin()}/services/data/v{version}/` },
      },
    }
  }

  /** A revoked refresh token takes its access tokens with it. */
  revoke(form: URLSearchParams): OAuthAnswer {
    const token = form.get('token') ?? ''
    const isKnown = this.refreshTokens.delete(token) || this.tokens.has(token)
    this.tokens.delete(token)
    for (const [access, { refreshToken }] of this.tokens) if (refreshToken === token) this.tokens.delete(access)
    return isKnown ? { status: 200, body: '' } : refused('invalid_token', 'invalid token')
  }
}
