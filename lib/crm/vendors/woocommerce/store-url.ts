// A shop's address: what a person typed becomes one exact address, and only that one is called with its keys.
import { isIP } from 'node:net'
import { vendorEnvironment } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'

const originOf = (url: string): string => new URL(url).origin

/** The origins that the operator set: the override of tests and the sandbox, and shops that are allowed plain http. */
export function ownOrigins(): string[] {
  const { baseUrl, httpOrigins } = vendorEnvironment('woocommerce')
  return [...(baseUrl === undefined ? [] : [originOf(baseUrl)]), ...httpOrigins]
}

/**
 * How the keys are shown. Over https as a name and a password; over plain http, where anybody could read them, they only sign
 * (WooCommerce does not even look at a password there). The override stands for a server behind one that ends TLS.
 * https://developer.woocommerce.com/docs/apis/rest-api/authentication
 */
export function schemeOf(url: URL): 'basic' | 'oauth1' {
  const { httpOrigins } = vendorEnvironment('woocommerce')
  return url.protocol === 'http:' && httpOrigins.includes(url.origin) ? 'oauth1' : 'basic'
}

const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
/** Two labels at least, and no figures alone at the end: those are an address. */
const nameOfHost = new RegExp(`^(?:${label}\\.)+(?!\\d+$)${label}$`)
const isName = (host: string): boolean => isIP(host) === 0 && nameOfHost.test(host)

/** Whether a request with keys may go there at all: https to a name, on the usual port, or where the operator said. */
export function isStoreUrl(url: URL): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (ownOrigins().includes(url.origin)) return true
  return url.protocol === 'https:' && url.port === '' && isName(url.hostname)
}

/** WordPress's own pages, which people copy from the browser: the shop is what stands before. */
const ownPages = /\/(wp-admin|wp-json|wp-login\.php|wc-auth)(\/.*)?$/

/** `Boutique.fr/` → `https://boutique.fr`. Null for what is no address of a shop. */
export function storeUrl(typed: string): string | null {
  const given = typed.trim()
  // What URL parsers repair silently is no address that a person meant.
  if (given.length > 300 || /[\s\\@%?#\u0000-\u001f\u007f]/.test(given)) return null
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `https://${given}`
  if (!/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  const path = url.pathname.replace(ownPages, '').replace(/\/+$/, '')
  const isFine = isStoreUrl(url) && /^(\/[A-Za-z0-9._~-]+)*$/.test(path) && !/(^|\/)\.{1,2}(\/|$)/.test(text.slice(8))
  return isFine ? `${url.origin}${path}` : null
}

/** Throws `invalid` (`store_url`, for plain http `store_https`). */
export function readStoreUrl(typed: string): string {
  const url = storeUrl(typed)
  if (url !== null) return url
  const reason = /^\s*http:\/\//i.test(typed) ? 'store_https' : 'store_url'
  throw new CrmError('invalid', 'Not the address of a shop', { reason, issues: [{ path: ['storeUrl'], reason }] })
}
