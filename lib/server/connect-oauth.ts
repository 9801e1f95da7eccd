// Leaving for a vendor's consent page: who may, with what, and what is remembered for the way back.
import 'server-only'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { currentSession } from '@/lib/auth/session'
import { authorizationUrl, type OAuthClient } from '@/lib/crm/oauth'
import { needOAuthClient } from '@/lib/crm/oauth-client'
import type { OAuthProvider } from '@/lib/crm/oauth-provider'
import { findVendor } from '@/lib/crm/registry'
import type { ConnectField, ConnectWay, VendorManifest } from '@/lib/crm/vendor'
import { grantOf } from '@/lib/db/connection-credentials'
import { connectionRoles, openConnection } from '@/lib/db/connection-repo'
import { insertOAuthState } from '@/lib/db/oauth-state-repo'
import { env } from '@/lib/shared/env'
import { CrmError, notFound } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { type Departure, plainRefusal, redirectTo, redirectUriOf, settingsPath } from './connect-way'
import { contextOf, type DashboardContext } from './context'
import { handingVendor, leaveForHandover } from './key-handover'
import { signInPath } from './sign-in-path'

export interface ConsentVendor {
  manifest: VendorManifest
  provider: OAuthProvider
  client: OAuthClient
}

/** Null: no vendor of this name, or one without a consent page. Throws `forbidden` (`oauth_client`). */
export function consentVendor(id: string): ConsentVendor | null {
  const manifest = findVendor(id)
  if (manifest === null || manifest.id !== id || manifest.oauth === null) return null
  return { manifest, provider: manifest.oauth, client: needOAuthClient(id) }
}

/** Runs a door of the flow: what is refused is said on the settings page, and what breaks is logged. */
export async function orRefused(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof CrmError)) log().error({ err: error }, 'a way to a consent page broke')
    const reason = error instanceof CrmError ? error.reason : 'unexpected'
    return redirectTo(`${settingsPath}?refused=${encodeURIComponent(reason)}`)
  }
}

/** The signed-in person, when they may change settings. Throws `forbidden` (`role_forbidden`); null when signed out. */
export async function settingsWriter(): Promise<DashboardContext | null> {
  const signedIn = await currentSession()
  if (signedIn === null) return null
  const context = contextOf(signedIn)
  if (!context.can('settings:write')) throw new CrmError('forbidden', 'Needs settings:write', { reason: 'role_forbidden' })
  return context
}

/**
 * A link on our own page only: another site must not send people off to consent. Browsers say where a navigation comes
 * from in Sec-Fetch-Site; those that do not, and addresses without https, in Referer.
 */
function isFromOurPage(request: Request): boolean {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return site === 'same-origin'
  const referer = request.headers.get('referer')
  if (referer === null || !URL.canParse(referer)) return false
  const { origin, host } = new URL(referer)
  return origin === new URL(env().APP_URL).origin || host === request.headers.get('host')
}

/** GET /auth/{vendor}/connect?role=…[&connection=…][&answer=…]: 303 to the consent page, or back to the settings. */
export async function startConnect(request: Request, vendorId: string): Promise<Response> {
  if (!isFromOurPage(request)) return plainRefusal(403)
  return orRefused(async () => {
    const context = await settingsWriter()
    if (context === null) return redirectTo(signInPath(settingsPath))
    const query = new URL(request.url).searchParams
    const handing = handingVendor(vendorId)
    if (handing !== null)
      return leaveForHandover(context, handing, await readDeparture(context, handing.manifest, 'handover', query))
    const vendor = consentVendor(vendorId)
    if (vendor === null) return plainRefusal(404)
    const { role, connection, answers } = await readDeparture(context, vendor.manifest, 'oauth2', query)
    const state = randomBytes(32).toString('base64url')
    const verifier = vendor.provider.pkce ? randomBytes(32).toString('base64url') : null
    const redirectUri = redirectUriOf(vendorId)
    // Before anything is stored: it refuses a host that is not the vendor's.
    const url = authorizationUrl(vendor.provider, vendor.client, { redirectUri, state, verifier, answers })
    const { shop, signedIn, useCase } = context
    await insertOAuthState(
      useCase.actor,
      { tenantId: shop.id, state, vendor: vendorId, sessionId: signedIn.sessionId, redirectUri, userId: signedIn.user.id },
      { connectionId: connection, role, verifier, answers: { ...answers } },
    )
    return redirectTo(url.href)
  })
}

const answerSchema = z.string().trim().min(1).max(300)
const roleSchema = z.enum(connectionRoles)

const malformed = (): CrmError => new CrmError('invalid', 'The departure is malformed', { reason: 'malformed' })

async function readDeparture(
  context: DashboardContext,
  manifest: VendorManifest,
  way: ConnectWay,
  query: URLSearchParams,
): Promise<Departure> {
  const given = [...query]
  if (new Set(given.map(([name]) => name)).size !== given.length) throw malformed()
  const role = roleSchema.safeParse(query.get('role'))
  if (!role.success) throw malformed()
  const asked = manifest.connectFields.filter((field) => isAnswer(field, way))
  const typed = Object.fromEntries(
    given
      .filter(([name]) => name !== 'role' && name !== 'connection')
      .map(([name, value]): [string, string] => {
        const answer = answerSchema.safeParse(value)
        if (!answer.success || !asked.some((field) => field.name === name)) throw malformed()
        return [name, answer.data]
      }),
  )
  const connection = query.get('connection')
  const answers = connection === null ? typed : { ...(await formerAnswers(context, manifest, connection)), ...typed }
  if (asked.some(({ name, required }) => required && answers[name] === undefined)) throw malformed()
  return { role: role.data, connection, answers }
}

/** An address is written to logs on the way: no secret may be in it. */
const isAnswer = ({ way, kind }: ConnectField, wanted: ConnectWay): boolean =>
  (way === undefined || way === wanted) && kind !== 'secret'

/** What was typed when the link was made. Throws `not_found` for a link that is not this shop's or not of this vendor. */
async function formerAnswers({ shop }: DashboardContext, { id }: VendorManifest, connectionId: string) {
  const link = await openConnection(shop.id, connectionId).catch((error: unknown) => {
    // Secrets that cannot be read any more are what linking again is for.
    if (error instanceof CrmError && error.reason === 'secret_unreadable') return undefined
    throw error
  })
  if (link === null || (link !== undefined && link.vendor !== id)) throw notFound('connection')
  return link === undefined ? {} : (grantOf(link.credentials)?.answers ?? {})
}
