// Shopify's authorization code grant as data, with expiring tokens whose refresh token is a new one each time.
// https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { OAuthProvider } from '../../oauth-provider'
import { constantTimeEqual, hmac } from '../../signature'
import { needShopDomain, shopUrl } from './shop-address'

const answerSchema = z.object({ access_token: z.string().min(1), scope: z.string().optional() })

/** Seconds that a redirect may be old, or ahead of our clock. */
const tolerance = 90

/** The query without its signature, in the order of its names; a space is `%20`. */
export function signedQuery(parameters: URLSearchParams): string {
  const rows = [...parameters]
    .filter(([name]) => name !== 'hmac' && name !== 'signature')
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return new URLSearchParams(rows).toString().replaceAll('+', '%20')
}

/** Whether Shopify wrote this query, now, and about this shop. */
export function isSignedBy(parameters: URLSearchParams, clientSecret: string, shop: string, now: Date): boolean {
  const given = parameters.get('hmac') ?? ''
  const timestamp = parameters.get('timestamp') ?? ''
  if (clientSecret === '' || !/^[0-9a-f]{64}$/.test(given) || !/^\d{9,11}$/.test(timestamp)) return false
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > tolerance) return false
  if (parameters.get('shop') !== shop) return false
  return constantTimeEqual(given, hmac('sha256', clientSecret, signedQuery(parameters)).toString('hex'))
}

/** Writing implies reading, and an answer may name the writing alone. */
export const impliedScopes = (scopes: readonly string[]): string[] => [
  ...new Set(scopes.flatMap((scope) => (scope.startsWith('write_') ? [scope, `read_${scope.slice('write_'.length)}`] : [scope]))),
]

export const shopifyOAuth: OAuthProvider = {
  endpoints: ({ shop }, baseUrl) => {
    const address = shopUrl(needShopDomain(shop), baseUrl ?? null)
    return {
      authorize: new URL(`${address}/admin/oauth/authorize`),
      token: new URL(`${address}/admin/oauth/access_token`),
      // A grant ends when the app is uninstalled in the shop.
      revoke: null,
    }
  },
  scopes: {
    needed: ['read_customers', 'write_customers', 'read_orders'],
    optional: ['read_customer_merge', 'write_customer_merge'],
  },
  authorizeParameters: ({ needed, optional }) => ({ scope: [...needed, ...optional].join(',') }),
  // Not documented for this grant.
  pkce: false,
  // Tokens that never end are not accepted of public apps any more.
  tokenParameters: { expiring: '1' },
  verifiesCallback: (parameters, { clientSecret, answers, now }) =>
    isSignedBy(parameters, clientSecret, needShopDomain(answers.shop), now),
  account: async (answer, { answers, endpoints }) => {
    const parsed = answerSchema.safeParse(answer)
    if (!parsed.success) throw new CrmError('bad_response', 'Shopify’s token answer has another shape')
    const shop = needShopDomain(answers.shop)
    const scopes = parsed.data.scope?.split(/[ ,]+/).filter((scope) => scope !== '')
    return {
      accountId: shop,
      accountLabel: shop.replace(/\.myshopify\.com$/, ''),
      apiUrl: endpoints.token.href.replace(/\/admin\/oauth\/access_token$/, ''),
      scopes: scopes === undefined ? null : impliedScopes(scopes),
    }
  },
  revocation: (token) => ({ token }),
  // A dead code and a dead refresh token are told by either of the first two.
  isFinal: (error) => ['invalid_grant', 'invalid_request', 'access_denied'].includes(error),
}
