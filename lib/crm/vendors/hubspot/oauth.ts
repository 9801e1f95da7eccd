// HubSpot's OAuth 2 as data. https://developers.hubspot.com/docs/api-reference/2026-03/authentication/manage-oauth-tokens
import { z } from 'zod'
import { CrmError } from '@/lib/shared/errors'
import type { OAuthProvider } from '../../oauth-provider'
import { currentVersion, oauthPath } from './api-version'

const answerSchema = z.object({
  access_token: z.string(),
  hub_id: z.union([z.int(), z.string()]).optional(),
  scopes: z.array(z.string()).optional(),
})
const introspectionSchema = z.object({
  active: z.boolean(),
  hub_id: z.union([z.int(), z.string()]).optional(),
  hub_domain: z.string().optional(),
  scopes: z.array(z.string()).optional(),
})

export const hubspotOAuth: OAuthProvider = {
  endpoints: (_answers, baseUrl) => {
    const path = oauthPath(currentVersion)
    return {
      authorize: new URL('/oauth/authorize', baseUrl ?? 'https://app.hubspot.com'),
      token: new URL(`${path}/token`, baseUrl ?? 'https://api.hubapi.com'),
      revoke: new URL(`${path}/token/revoke`, baseUrl ?? 'https://api.hubapi.com'),
    }
  },
  // The contact scopes cover notes and communications too; the schema ones let us read and make properties. Without our
  // unique properties nothing would be written at most once: making them is no extra.
  scopes: {
    needed: [
      'oauth',
      'crm.objects.contacts.read',
      'crm.objects.contacts.write',
      'crm.schemas.contacts.read',
      'crm.schemas.contacts.write',
    ],
    optional: [],
  },
  authorizeParameters: ({ needed, optional }) => ({
    scope: needed.join(' '),
    ...(optional.length === 0 ? {} : { optional_scope: optional.join(' ') }),
  }),
  // The token call knows a code_verifier; that the consent page of a classic app takes a challenge is not documented.
  pkce: false,
  account: async (answer, { call, endpoints }) => {
    const parsed = answerSchema.safeParse(answer)
    if (!parsed.success) throw new CrmError('bad_response', 'HubSpot’s token answer has another shape')
    const { access_token: token, hub_id: hubId, scopes } = parsed.data
    // Version 1 did not say whose token it is; the label is only there by introspection.
    const told = introspectionSchema
      .catch({ active: false })
      .parse(
        await call(new URL(`${endpoints.token.href}/introspect`), { token, token_type_hint: 'access_token' }).catch(() => ({})),
      )
    const accountId = hubId ?? told.hub_id
    if (accountId === undefined) throw new CrmError('bad_response', 'HubSpot did not say which account it is')
    return {
      accountId: String(accountId),
      accountLabel: told.hub_domain ?? null,
      apiUrl: null,
      scopes: scopes ?? told.scopes ?? null,
    }
  },
  revocation: (token, kind) => ({ token, token_type_hint: kind }),
  isFinal: (error) => ['invalid_grant', 'BAD_REFRESH_TOKEN', 'BAD_AUTH_CODE', 'access_denied'].includes(error),
}
