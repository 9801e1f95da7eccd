// How the fake knows who asks: Basic where TLS ends, a signature of OAuth 1.0a where it does not; and the page that hands keys over.
// https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-rest-authentication.php
import { createHmac } from 'node:crypto'
import { type FakeKey, type FakeShop, Refusal } from './fake-shop'

const wrong = (message: string) => new Refusal(401, 'woocommerce_rest_authentication_error', message)

/** Null: nobody, as far as WordPress knows. Throws what WooCommerce refuses outright. */
export function keyOf(shop: FakeShop, { method, url, authorization }: { method: string; url: URL; authorization: string }, isTls: boolean): FakeKey | null {
  if (isTls) {
    const pair = Buffer.from(/^Basic (.+)$/.exec(authorization)?.[1] ?? '', 'base64').toString('utf8')
    const given = shop.keys.get(pair.slice(0, pair.indexOf(':')))
    if (given === undefined) return null
    if (given.secret !== pair.slice(pair.indexOf(':') + 1)) throw wrong('Le secret n’est pas valide.')
    return given
  }
  return bySignature(shop, { method, url, authorization })
}

const rfc3986 = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

function bySignature(shop: FakeShop, { method, url, authorization }: { method: string; url: URL; authorization: string }): FakeKey | null {
  // $_GET has the last of several.
  const given = new Map(url.searchParams)
  if (authorization.startsWith('OAuth ')) for (const [, name = '', value = ''] of authorization.matchAll(/(oauth_[a-z_-]*)="([^"]*)"/g)) given.set(name, decodeURIComponent(value))
  const names = ['oauth_consumer_key', 'oauth_timestamp', 'oauth_nonce', 'oauth_signature', 'oauth_signature_method']
  const missing = names.filter((name) => (given.get(name) ?? '') === '')
  if (missing.length === names.length) return null
  if (missing.length > 0) throw new Refusal(401, 'woocommerce_rest_authentication_missing_parameter', `Il manque ${missing.join(', ')}`)
  const key = shop.keys.get(given.get('oauth_consumer_key') ?? '')
  if (key === undefined) throw wrong('La clé n’est pas valide.')
  const signature = given.get('oauth_signature')
  given.delete('oauth_signature')
  const text = [...given]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => rfc3986(`${rfc3986(name)}=${rfc3986(value)}`))
    .join('%26')
  const base = `${method}&${rfc3986(`${url.origin}${url.pathname}`)}&${text}`
  if (createHmac('sha256', `${key.secret}&`).update(base).digest('base64') !== signature) throw wrong('La signature ne correspond pas.')
  if (Math.abs(Number(given.get('oauth_timestamp')) - Date.now() / 1000) > 900) throw wrong('Horodatage non valide.')
  const nonce = given.get('oauth_nonce') ?? ''
  if (key.nonces.has(nonce)) throw wrong('Ce nonce a déjà servi.')
  key.nonces.add(nonce)
  return key
}

/** 401 for somebody who is nobody, 403 for somebody who may not: rest_authorization_required_code(). */
export function refuseUnless(key: FakeKey | null, method: string): void {
  const word = { GET: 'view', POST: 'create', PUT: 'edit', PATCH: 'edit', DELETE: 'delete' }[method] ?? 'view'
  if (key === null) throw new Refusal(401, `woocommerce_rest_cannot_${word}`, 'Désolé, vous ne pouvez pas lister les ressources.')
  const needs = method === 'GET' ? 'read' : 'write'
  if (!key.permissions.includes(needs)) throw wrong(`La clé n’a pas les droits de ${needs === 'read' ? 'lecture' : 'écriture'}.`)
  if (key.user === 'demoted') throw new Refusal(403, `woocommerce_rest_cannot_${word}`, 'Désolé, vous ne pouvez pas lister les ressources.')
}

/** What /wc-auth/v1/authorize is given, checked as WooCommerce does; a text says why not. */
export function readHandover(query: URLSearchParams, isHttpAllowed: boolean): Record<'app_name' | 'scope' | 'user_id' | 'return_url' | 'callback_url', string> | string {
  const value = (name: string) => query.get(name) ?? ''
  const given = { app_name: value('app_name'), scope: value('scope'), user_id: value('user_id'), return_url: value('return_url'), callback_url: value('callback_url') }
  for (const [name, text] of Object.entries(given)) if (text === '') return `Missing parameter ${name}`
  if (!['read', 'write', 'read_write'].includes(given.scope)) return `Invalid scope ${given.scope}`
  for (const url of [given.return_url, given.callback_url]) if (!URL.canParse(url)) return `The ${url} is not a valid URL`
  if (!/^https:\/\//i.test(given.callback_url) && !isHttpAllowed) return 'The callback_url needs to be over SSL'
  return given
}

/** Makes keys and posts them to the callback, as the shop's own server does; where the browser goes, or why not. */
export async function handOver(shop: FakeShop, given: Exclude<ReturnType<typeof readHandover>, string>): Promise<{ location: string } | { refused: string }> {
  const permissions = given.scope === 'read' ? 'read' : given.scope === 'write' ? 'write' : 'read_write'
  const { key, secret } = shop.issueKey(permissions)
  const body = JSON.stringify({ key_id: 1, user_id: given.user_id, consumer_key: key, consumer_secret: secret, key_permissions: given.scope })
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json;charset=UTF-8' } }
  const status = await fetch(given.callback_url, init).then(
    (answer) => answer.status,
    () => 0,
  )
  // Exactly 200, or the key is deleted again.
  if (status !== 200) {
    shop.keys.delete(key)
    return { refused: 'An error occurred in the request and at the time were unable to send the consumer data' }
  }
  return { location: returnUrl(given, 1) }
}

export function returnUrl(given: { return_url: string; user_id: string }, success: 0 | 1): string {
  const url = new URL(given.return_url)
  url.searchParams.set('success', String(success))
  url.searchParams.set('user_id', given.user_id)
  return url.href
}
