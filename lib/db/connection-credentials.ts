// What opens a linked system, sealed: bound to the shop, the link and the field.
import 'server-only'
import { z } from 'zod'
import { open, seal } from './secrets'

/** What the vendor was given to let us in, by field name; for a link by consent, the tokens. */
export type Credentials = Record<string, unknown>
const credentialsSchema = z.record(z.string(), z.unknown())

const placeOf = (tenantId: string, connectionId: string) => ({
  tenantId,
  owner: connectionId,
  field: 'CrmConnection.credentials',
})
const webhookPlaceOf = (tenantId: string, connectionId: string) => ({
  tenantId,
  owner: connectionId,
  field: 'CrmConnection.webhookSecrets',
})
const verifierPlaceOf = (tenantId: string, stateId: string) => ({ tenantId, owner: stateId, field: 'OAuthState.verifier' })

export const sealCredentials = (tenantId: string, id: string, credentials: Credentials): string | null =>
  Object.keys(credentials).length === 0 ? null : seal(JSON.stringify(credentials), placeOf(tenantId, id))

/** Throws `unavailable` (`secret_unreadable`). */
export const openCredentials = (tenantId: string, id: string, sealed: string | null): Credentials =>
  sealed === null ? {} : credentialsSchema.parse(JSON.parse(open(sealed, placeOf(tenantId, id))))

export const sealWebhookSecret = (tenantId: string, id: string, secret: string): string =>
  seal(secret, webhookPlaceOf(tenantId, id))

/** Throws `unavailable` (`secret_unreadable`). */
export const openWebhookSecret = (tenantId: string, id: string, sealed: string): string =>
  open(sealed, webhookPlaceOf(tenantId, id))

export const sealVerifier = (tenantId: string, stateId: string, verifier: string): string =>
  seal(verifier, verifierPlaceOf(tenantId, stateId))

export const openVerifier = (tenantId: string, stateId: string, sealed: string): string =>
  open(sealed, verifierPlaceOf(tenantId, stateId))

/** The same with the current APP_SECRET. */
export const resealCredentials = (tenantId: string, id: string, sealed: string): string =>
  seal(open(sealed, placeOf(tenantId, id)), placeOf(tenantId, id))

/** A link by consent as it is kept. `answers` are what was typed before leaving; `life` is in milliseconds. */
export const grantCredentialsSchema = z.object({
  way: z.literal('oauth2'),
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  apiUrl: z.string().nullable(),
  life: z.number().nullable(),
  answers: z.record(z.string(), z.string()),
})
export type GrantCredentials = z.infer<typeof grantCredentialsSchema>

/** A token that a person pasted, and the address it is for where the vendor has one for each account. */
const tokenCredentialsSchema = z.object({ accessToken: z.string(), instanceUrl: z.string().optional() })

/** A pair of keys, pasted or handed over, for a system at an address of its own. */
const pairCredentialsSchema = z.object({ storeUrl: z.string(), consumerKey: z.string(), consumerSecret: z.string() })

/** The grant inside credentials; null for a system that lets itself in another way. */
export function grantOf(credentials: Credentials): Omit<GrantCredentials, 'way'> | null {
  const byConsent = grantCredentialsSchema.safeParse(credentials)
  if (byConsent.success) return byConsent.data
  const pair = pairCredentialsSchema.safeParse(credentials)
  if (pair.success) {
    const { storeUrl, consumerKey, consumerSecret } = pair.data
    const accessToken = `${consumerKey}:${consumerSecret}`
    return { accessToken, refreshToken: null, apiUrl: storeUrl, life: null, answers: { storeUrl } }
  }
  const pasted = tokenCredentialsSchema.safeParse(credentials)
  if (!pasted.success) return null
  const { accessToken, instanceUrl } = pasted.data
  return { accessToken, refreshToken: null, apiUrl: instanceUrl ?? null, life: null, answers: {} }
}

export const isByConsent = (credentials: Credentials): boolean => grantCredentialsSchema.safeParse(credentials).success
