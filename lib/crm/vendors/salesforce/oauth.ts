// Salesforce's OAuth 2 web server flow as data. https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_web_server_flow.htm
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { OAuthProvider } from '../../oauth-provider'
import { constantTimeEqual, hmac } from '../../signature'
import { instanceOrigin, loginOrigin } from './hosts'

const answerSchema = z.object({
  access_token: z.string().min(1),
  instance_url: z.string(),
  /** Ends in the org's and the user's id. */
  id: z.string().regex(/^https?:\/\/[^/]+\/id\/00D[A-Za-z0-9]{15}\/005[A-Za-z0-9]{15}$/),
  issued_at: z.string().regex(/^\d{10,16}$/),
  signature: z.string().min(1),
  scope: z.string().optional(),
})
const introspectionSchema = z.object({ active: z.literal(true), sub: z.string(), username: z.string().optional() })

const unreadable = (what: string) => new CrmError('bad_response', `Salesforce’s token answer is not right: ${what}`)

export const salesforceOAuth: OAuthProvider = {
  endpoints: ({ loginHost }, baseUrl) => {
    // What was typed is checked even when the operator's own server is used.
    const login = loginOrigin(loginHost)
    const at = (path: string) => new URL(`/services/oauth2/${path}`, baseUrl ?? login)
    return { authorize: at('authorize'), token: at('token'), revoke: at('revoke') }
  },
  scopes: { needed: ['api', 'refresh_token'], optional: ['id'] },
  authorizeParameters: ({ needed, optional }) => ({ scope: [...needed, ...optional].join(' ') }),
  pkce: true,
  account: async (answer, { call, endpoints, clientSecret }) => {
    const parsed = answerSchema.safeParse(answer)
    if (!parsed.success) throw unreadable('its shape')
    const { access_token: token, instance_url: instance, id, issued_at: issuedAt, signature, scope } = parsed.data
    if (!constantTimeEqual(signature, hmac('sha256', clientSecret, id, issuedAt).toString('base64')))
      throw unreadable('its signature')
    const apiUrl = instanceOrigin(instance)
    if (apiUrl === null) throw unreadable('its instance')
    const [organisation = ''] = id.split('/').slice(-2)
    // A name for people; that the org does not tell it stops nothing.
    const asked = { token, token_type_hint: 'access_token' }
    const told = await call(new URL('introspect', endpoints.token), asked).catch(() => ({}))
    const user = introspectionSchema.safeParse(told).data
    return {
      accountId: organisation,
      accountLabel: user?.sub === id ? (user.username ?? null) : null,
      apiUrl,
      // Either name means the same.
      scopes: scope?.split(' ').map((name) => (name === 'offline_access' ? 'refresh_token' : name)) ?? null,
    }
  },
  revocation: (token) => ({ token }),
  isFinal: (error) => ['invalid_grant', 'access_denied', 'inactive_user', 'inactive_org'].includes(error),
}
