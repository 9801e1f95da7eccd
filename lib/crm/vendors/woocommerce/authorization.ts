// The Authorization header of one request: Basic over https, a signature of OAuth 1.0a over plain http.
// https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-rest-authentication.php
import { randomBytes } from 'node:crypto'
import { hmac } from '../../signature'

/** As RFC 3986 has it: `encodeURIComponent` leaves some signs alone. */
const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

export const basicHeader = (pair: string): string => `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`

/** What is signed (RFC 5849 3.4.1): there is no token, so the key ends with `&`. */
export function signature(secret: string, method: string, url: URL, parameters: readonly (readonly [string, string])[]): string {
  const normalised = parameters
    .map(([name, value]) => [escaped(name), escaped(value)] as const)
    .sort(([a, x], [b, y]) => (a === b ? (x < y ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const base = [method, escaped(`${url.origin}${url.pathname}`), escaped(normalised)].join('&')
  return hmac('sha256', `${secret}&`, base).toString('base64')
}

/** @param pair key and secret with a colon between. A new nonce each time: WooCommerce takes each once. */
export function oauthHeader(
  pair: string,
  { method, url }: { method: string; url: URL },
  { nonce = randomBytes(16).toString('hex'), at = Math.floor(Date.now() / 1000) }: { nonce?: string; at?: number } = {},
): string {
  const colon = pair.indexOf(':')
  const [key, secret] = [pair.slice(0, colon), pair.slice(colon + 1)]
  const own: [string, string][] = [
    ['oauth_consumer_key', key],
    ['oauth_nonce', nonce],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(at)],
  ]
  const signed = signature(secret, method, url, [...url.searchParams, ...own])
  return `OAuth ${[...own, ['oauth_signature', signed]].map(([name, value]) => `${name}="${escaped(value ?? '')}"`).join(', ')}`
}
