// Which shop somebody means, and where it is: a token goes to that shop's own address and nowhere else.
import { vendorEnvironment } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'

/** One label under myshopify.com, anchored: what follows or stands before could be anybody's host. */
const domain = /^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$/
const admin = /^admin\.shopify\.com\/store\/([a-z0-9][a-z0-9-]{0,62})(?:[/?#].*)?$/

/**
 * `maboutique`, `maboutique.myshopify.com`, `https://maboutique.myshopify.com/admin` and
 * `https://admin.shopify.com/store/maboutique` → `maboutique.myshopify.com`. Null for everything else: a shop's public address
 * (`maboutique.fr`) does not say which shop it is.
 */
export function shopDomain(typed: string): string | null {
  const text = typed.trim().toLowerCase()
  // What address parsers repair silently is no address that a person meant.
  if (text.length > 300 || !/^[a-z0-9:/?#._=&-]+$/.test(text)) return null
  const bare = text.replace(/^https:\/\//, '')
  const handle = admin.exec(bare)?.[1]
  if (handle !== undefined) return `${handle}.myshopify.com`
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(bare)) return `${bare}.myshopify.com`
  const host = bare.replace(/\/(?:admin(?:[/?#].*)?)?$/, '')
  return domain.test(host) ? host : null
}

/** Throws `invalid` (`shop_address`, path `shop`). */
export function needShopDomain(typed: string | undefined): string {
  const found = shopDomain(typed ?? '')
  if (found !== null) return found
  throw new CrmError('invalid', 'Not the name of a shop', {
    reason: 'shop_address',
    issues: [{ path: ['shop'], reason: 'shop_address' }],
  })
}

const ownBase = (): string | null => vendorEnvironment('shopify').baseUrl ?? null

/** The origins that the operator set. */
export const ownOrigins = (): string[] => [ownBase()].flatMap((base) => (base === null ? [] : [new URL(base).origin]))

/** Where a shop answers. On the operator's own server the shops stand beside each other, by their names. */
export const shopUrl = (shop: string, base: string | null = ownBase()): string =>
  base === null ? `https://${shop}` : `${base}/${shop}`

/** Whether requests with some shop's token may go there at all. */
export function isAnyShopUrl(url: URL): boolean {
  if (url.username !== '' || url.password !== '') return false
  const own = ownBase()
  if (own !== null) return url.href.startsWith(`${own}/`) && domain.test(url.href.slice(own.length + 1).split('/')[0] ?? '')
  return url.protocol === 'https:' && url.port === '' && domain.test(url.hostname)
}

/** Whether requests with this shop's token may go there. */
export const isShopUrl = (shop: string, url: URL): boolean => isAnyShopUrl(url) && url.href.startsWith(`${shopUrl(shop)}/`)
