// The fake's consent page and tokens: signed redirects, codes for one use, refresh tokens that are another one each time.
import { createHmac, randomBytes } from 'node:crypto'

export interface FakeToken {
  shop: string
  scopes: string[]
  expiresAt: number
}
export interface OAuthAnswer {
  status: number
  body: Record<string, unknown> | string
  headers?: Record<string, string>
}

const secret = (prefix: string) => `${prefix}_${randomBytes(18).toString('base64url')}`
const escape = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
const refused = (error: string, description: string): OAuthAnswer => ({ status: 400, body: { error, error_description: description } })

/** As Shopify writes what it signs; on purpose not the product's own code. */
export function signQuery(parameters: URLSearchParams, key: string): string {
  const rows = [...parameters].filter(([name]) => name !== 'hmac' && name !== 'signature').sort((a, b) => (a[0] < b[0] ? -1 : 1))
  return createHmac('sha256', key).update(new URLSearchParams(rows).toString().replaceAll('+', '%20')).digest('hex')
}

export class FakeOAuth {
  readonly client = { id: 'sandbox-app', secret: 'sandbox-app-secret' }
  /** An app that a shop's own organisation made. */
  readonly ownApp = { id: 'own-app', secret: 'own-app-secret' }
  readonly tokens = new Map<string, FakeToken>()
  readonly refreshTokens = new Map<string, { shop: string; scopes: string[]; replaces: string | null }>()
  readonly #codes = new Map<string, { redirectUri: string; shop: string; scopes: string[] }>()
  /** Seconds. */
  lifetime = 3_600
  exchanges = 0
  refreshes = 0
  credentials = 0
  /** What an answer says of scopes; null: what was asked. */
  grants: string[] | null = null

  issue(shop: string, scopes: string[], lifetime: number | null = this.lifetime): string {
    const token = secret('shpat')
    this.tokens.set(token, { shop, scopes, expiresAt: lifetime === null ? Infinity : Date.now() + lifetime * 1000 })
    return token
  }

  issueRefresh(shop: string, scopes: string[], replaces: string | null = null): string {
    const token = secret('shprt')
    this.refreshTokens.set(token, { shop, scopes, replaces })
    return token
  }

  /** Uninstalled: nothing works any more. */
  forget(shop: string): void {
    for (const [token, one] of this.tokens) if (one.shop === shop) this.tokens.delete(token)
    for (const [token, one] of this.refreshTokens) if (one.shop === shop) this.refreshTokens.delete(token)
  }

  authorizePage(shop: string, query: URLSearchParams): OAuthAnswer {
    const fields = [...query].map(([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`).join('')
    return {
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      body: `<!doctype html><html lang="fr"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shopify simulé</title>
<style>body{font:16px system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.75rem 1.25rem;margin-right:.5rem}</style>
<h1>Shopify simulé</h1><p>Boutique ${escape(shop)}</p><p>L’application « ${escape(query.get('client_id') ?? '')} » demande : ${escape(query.get('scope') ?? '')}</p>
<form method="post" action="/${shop}/admin/oauth/authorize">${fields}<button name="decision" value="allow">Installer l’app</button><button name="decision" value="deny">Annuler</button></form></html>`,
    }
  }

  decide(shop: string, form: URLSearchParams): OAuthAnswer {
    const redirectUri = form.get('redirect_uri') ?? ''
    if (form.get('client_id') !== this.client.id || !URL.canParse(redirectUri)) return { status: 400, body: 'unknown client or redirect address' }
    const target = new URL(redirectUri)
    const state = form.get('state')
    if (form.get('decision') !== 'allow') {
      if (state !== null) target.searchParams.set('state', state)
      target.searchParams.set('error', 'access_denied')
      return { status: 302, body: '', headers: { location: target.href } }
    }
    const code = randomBytes(16).toString('hex')
    const scopes = (form.get('scope') ?? '').split(/[ ,]+/).filter((scope) => scope !== '')
    this.#codes.set(code, { redirectUri, shop, scopes })
    const handle = shop.replace('.myshopify.com', '')
    const told = { code, host: Buffer.from(`admin.shopify.com/store/${handle}`).toString('base64'), shop, ...(state === null ? {} : { state }), timestamp: String(Math.floor(Date.now() / 1000)) }
    for (const [name, value] of Object.entries(told)) target.searchParams.set(name, value)
    target.searchParams.set('hmac', signQuery(new URLSearchParams(told), this.client.secret))
    return { status: 302, body: '', headers: { location: target.href } }
  }

  token(shop: string, form: URLSearchParams): OAuthAnswer {
    const grant = form.get('grant_type') ?? 'authorization_code'
    if (grant === 'client_credentials') {
      if (form.get('client_id') !== this.ownApp.id || form.get('client_secret') !== this.ownApp.secret) return refused('invalid_client', 'the client is unknown')
      this.credentials += 1
      const scopes = ['write_customers', 'read_orders', 'write_customer_merge']
      return { status: 200, body: { access_token: this.issue(shop, scopes, 86_399), scope: scopes.join(','), expires_in: 86_399 } }
    }
    if (form.get('client_id') !== this.client.id || form.get('client_secret') !== this.client.secret) return refused('invalid_client', 'the client is unknown')
    if (grant === 'authorization_code') {
      const code = form.get('code') ?? ''
      const known = this.#codes.get(code)
      this.#codes.delete(code)
      if (known?.shop !== shop) return refused('invalid_request', 'The authorization code was not found or was already used')
      this.exchanges += 1
      // Without the wish it never ends.
      if (form.get('expiring') !== '1') return { status: 200, body: { access_token: this.issue(shop, known.scopes, null), scope: this.#told(known.scopes) } }
      return this.#granted(shop, known.scopes, this.issueRefresh(shop, known.scopes))
    }
    if (grant !== 'refresh_token') return refused('unsupported_grant_type', 'unknown grant type')
    this.refreshes += 1
    const given = form.get('refresh_token') ?? ''
    const known = this.refreshTokens.get(given)
    if (known?.shop !== shop) return refused('invalid_request', 'This request requires an active refresh_token')
    // The one before lives until its successor is used.
    if (known.replaces !== null) this.refreshTokens.delete(known.replaces)
    known.replaces = null
    return this.#granted(shop, known.scopes, this.issueRefresh(shop, known.scopes, given))
  }

  #told(scopes: readonly string[]): string {
    return (this.grants ?? scopes.filter((scope) => !scope.startsWith('read_') || !scopes.includes(scope.replace('read_', 'write_')))).join(',')
  }

  #granted(shop: string, scopes: string[], refreshToken: string): OAuthAnswer {
    return { status: 200, body: { access_token: this.issue(shop, scopes), scope: this.#told(scopes), expires_in: this.lifetime, refresh_token: refreshToken, refresh_token_expires_in: 7_776_000 } }
  }
}
