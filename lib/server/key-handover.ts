// Leaving for a page where a system's owner agrees to hand its keys over, and coming back from it.
import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { KeyHandover } from '@/lib/crm/key-handover'
import { findVendor } from '@/lib/crm/registry'
import type { VendorManifest } from '@/lib/crm/vendor'
import { findConnectionTo } from '@/lib/db/connection-repo'
import {
  findOAuthState,
  insertOAuthState,
  type OAuthDeparture,
  type StateBinding,
  takeOAuthState,
} from '@/lib/db/oauth-state-repo'
import { env } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'
import { type Departure, redirectTo, redirectUriOf, settingsPath } from './connect-way'
import { connectSystem } from './connect-system'
import type { DashboardContext } from './context'

export interface HandingVendor {
  manifest: VendorManifest
  handover: KeyHandover
}

/** Null: no system of this name, or one that hands nothing over. */
export function handingVendor(id: string): HandingVendor | null {
  const manifest = findVendor(id)
  return manifest?.id === id && manifest.handover !== undefined ? { manifest, handover: manifest.handover } : null
}

/** What the system gives back beside the keys: of the state, and no way to it. */
export const referenceOf = (state: string): string => createHash('sha256').update(`reference ${state}`).digest('hex').slice(0, 32)

const callbackUrlOf = (vendor: string, tenantId: string, state: string): string =>
  `${env().APP_URL}/api/handover/${vendor}/${tenantId}.${state}`

/** 303 to the system's page. The state is good for one link, for this session, this shop and this address. */
export async function leaveForHandover(
  { shop, signedIn, useCase }: DashboardContext,
  { manifest, handover }: HandingVendor,
  { role, connection, answers }: Departure,
): Promise<Response> {
  const state = randomBytes(32).toString('base64url')
  const redirectUri = redirectUriOf(manifest.id)
  // Before anything is stored: it refuses what is no address of such a system.
  const url = handover.page(answers, {
    appName: 'Coccinelle',
    reference: referenceOf(state),
    callbackUrl: callbackUrlOf(manifest.id, shop.id, state),
    returnUrl: `${redirectUri}?state=${state}`,
  })
  await insertOAuthState(
    useCase.actor,
    { tenantId: shop.id, state, vendor: manifest.id, sessionId: signedIn.sessionId, redirectUri, userId: signedIn.user.id },
    { connectionId: connection, role, verifier: null, answers: { ...answers } },
  )
  return redirectTo(url.href)
}

const keysSchema = z.record(z.string(), z.string())

/**
 * The browser is back. Its word is not believed: the keys must have come, and must open the very address that the person
 * typed. Throws `forbidden` (`oauth_state`, `oauth_callback`, `oauth_denied`, `handover_missing`) and what `connectSystem` does.
 */
export async function finishHandover(
  context: DashboardContext,
  { manifest, handover }: HandingVendor,
  query: URLSearchParams,
): Promise<Response> {
  const { shop, signedIn } = context
  const state = query.get('state') ?? ''
  const names = [...query.keys()]
  const said = handover.answer(query, referenceOf(state))
  if (new Set(names).size !== names.length || !/^[A-Za-z0-9_-]{43}$/.test(state) || said === null)
    throw new CrmError('forbidden', 'The way back is malformed', { reason: 'oauth_callback' })
  const binding: StateBinding = {
    tenantId: shop.id,
    state,
    vendor: manifest.id,
    sessionId: signedIn.sessionId,
    redirectUri: redirectUriOf(manifest.id),
  }
  const departure = await findOAuthState(binding)
  if (departure === null) throw new CrmError('forbidden', 'No such departure', { reason: 'oauth_state' })
  if (said === 'no') {
    await takeOAuthState(binding)
    throw new CrmError('forbidden', 'The owner said no', { reason: 'oauth_denied' })
  }
  // They may be late: the departure stays open for them, and for another look.
  if (departure.verifier === null) throw new CrmError('forbidden', 'No keys have come', { reason: 'handover_missing' })
  const taken = await takeOAuthState(binding)
  if (taken === null) throw new CrmError('forbidden', 'The departure is used up', { reason: 'oauth_state' })
  await link(context, manifest, taken)
  return redirectTo(`${settingsPath}?linked=${encodeURIComponent(manifest.id)}`)
}

/** A shop has one link to such a system: the one there is gets the new keys. */
async function link(
  { shop, useCase }: DashboardContext,
  { id: vendor }: VendorManifest,
  { connectionId, role, verifier, answers }: OAuthDeparture,
): Promise<void> {
  const known = connectionId ?? (await findConnectionTo(shop.id, vendor))?.id
  await connectSystem(shop, useCase.actor, {
    vendor,
    role,
    label: null,
    fields: { ...keysSchema.parse(JSON.parse(verifier ?? '{}')), ...answers },
    renews: known,
    isOnly: true,
    otherwise: 'source',
  })
}
