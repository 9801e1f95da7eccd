// One link as the settings screen shows it: how it fares, what it may do, where its vendor sends changes.
import 'server-only'
import type { ConnectWay, VendorManifest } from '@/lib/crm/vendor'
import { oauthClientOf } from '@/lib/crm/oauth-client'
import { type Credentials, grantOf, isByConsent, openCredentials, openWebhookSecret } from '@/lib/db/connection-credentials'
import type { ConnectionState } from '@/lib/db/connection-status-repo'
import type { StreamProgress } from '@/lib/db/source-stream-repo'
import { env } from '@/lib/shared/env'
import { offersStream, sourceStreams } from '@/lib/sync/pull-source'
import { canMapFields } from './manage-connections'
import { refusedChanges, type RefusedView } from './refused-changes'
import { type SourceView, sourceView } from './source-view'

export type ConnectionStatus = 'connected' | 'expiring' | 'reconnect_needed' | 'error'

export interface ConnectionView {
  id: string
  vendor: string
  role: 'primary' | 'source'
  accountLabel: string | null
  status: ConnectionStatus
  /** Key under `settings.crm.reasons`; null when all is well. */
  reason: string | null
  statusAt: Date
  lastOkAt: Date | null
  /** Every scope wanted, whether needed, whether granted; empty for links by a key, and where the vendor did not say. */
  scopes: { name: string; needed: boolean; granted: boolean }[]
  /** Changes on their way; those that the system did not take are not among them. */
  waiting: number
  /** Changes that it did not take, and the latest of them. */
  refused: number
  refusals: RefusedView[]
  /** Address to enter at the vendor, for people who may write settings; null when it sends nothing, or is told by us. */
  webhookUrl: string | null
  canRevoke: boolean
  canMap: boolean
  /** What comes in from it, stream by stream; empty until somebody has it brought in. */
  sources: SourceView[]
  canBringIn: boolean
  ways: ConnectWay[]
  /** `sent`, `no_mail_server`, `no_owner`, `failed` or `sending`: what became of the mail to the owners; null without one. */
  noticeState: string | null
}

/** Milliseconds before the end of a token that nobody can renew at which people are told. */
const expiringWithin = 7 * 24 * 60 * 60 * 1000

export async function connectionView(
  tenantId: string,
  vendor: VendorManifest,
  state: ConnectionState,
  streams: readonly StreamProgress[],
  mayWrite: boolean,
): Promise<ConnectionView> {
  const credentials = opened(tenantId, state)
  const byConsent = credentials !== null && isByConsent(credentials)
  const scopes = byConsent ? scopesOf(vendor, state.scopes) : []
  const refused = state.held + state.dead
  return {
    id: state.id,
    vendor: state.vendor,
    role: state.role,
    accountLabel: state.accountLabel,
    ...statusOf(state, credentials, scopes),
    statusAt: state.statusAt,
    lastOkAt: state.lastOkAt,
    scopes,
    waiting: state.waiting - state.held,
    refused,
    refusals: refused === 0 ? [] : await refusedChanges(tenantId, state.id),
    webhookUrl: mayWrite ? webhookUrl(tenantId, vendor, state) : null,
    canRevoke: byConsent && canRevoke(vendor, credentials),
    canMap: await canMapFields(tenantId, state.id),
    sources: streams.filter(({ stream }) => offersStream(vendor, stream)).map(sourceView),
    canBringIn: streams.length === 0 && sourceStreams.some((stream) => offersStream(vendor, stream)),
    ways: [...vendor.ways],
    noticeState: state.noticeState,
  }
}

/** Null: they cannot be read any more. */
function opened(tenantId: string, { id, credentials }: ConnectionState): Credentials | null {
  try {
    return openCredentials(tenantId, id, credentials)
  } catch {
    return null
  }
}

function statusOf(
  state: ConnectionState,
  credentials: Credentials | null,
  scopes: ConnectionView['scopes'],
): { status: ConnectionStatus; reason: string | null } {
  if (state.status === 'reconnect_needed') return { status: 'reconnect_needed', reason: state.statusReason }
  if (credentials === null) return { status: 'error', reason: 'secret_unreadable' }
  if (state.status === 'error') return { status: 'error', reason: state.statusReason }
  if (scopes.some(({ needed, granted }) => needed && !granted)) return { status: 'error', reason: 'scopes_missing' }
  const ends = state.tokenExpiresAt?.getTime() ?? Infinity
  const isEnding = grantOf(credentials)?.refreshToken === null && ends - Date.now() < expiringWithin
  return isEnding ? { status: 'expiring', reason: 'token_ending' } : { status: 'connected', reason: null }
}

function scopesOf({ oauth }: VendorManifest, granted: readonly string[]): ConnectionView['scopes'] {
  if (oauth === null || granted.length === 0) return []
  const { needed, optional } = oauth.scopes
  const view = (isNeeded: boolean) => (name: string) => ({ name, needed: isNeeded, granted: granted.includes(name) })
  return [...needed.map(view(true)), ...optional.map(view(false))]
}

function canRevoke(vendor: VendorManifest, credentials: Credentials): boolean {
  const client = oauthClientOf(vendor.id)
  if (vendor.oauth === null || client === null) return false
  try {
    return vendor.oauth.endpoints(grantOf(credentials)?.answers ?? {}, client.baseUrl).revoke !== null
  } catch {
    return false
  }
}

function webhookUrl(tenantId: string, { id: vendor, webhook }: VendorManifest, state: ConnectionState): string | null {
  const base = `${env().APP_URL}/api/webhooks/crm/${vendor}`
  if (webhook === null || webhook.isKept === true) return null
  if (webhook.secret === 'app') return `${base}/app`
  const [sealed] = state.webhookSecrets
  if (sealed === undefined) return null
  try {
    return `${base}/${state.id}/${openWebhookSecret(tenantId, state.id, sealed)}`
  } catch {
    return null
  }
}
