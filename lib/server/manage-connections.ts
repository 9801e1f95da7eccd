// What staff do with the shop's links: link by a key, try, choose the primary one, take away.
import 'server-only'
import { hasFieldCatalogue } from '@/lib/customers/field-catalogue'
import { systemOf } from '@/lib/crm/factory'
import {
  type ConnectionRole,
  deleteConnection,
  findConnection,
  findConnectionTo,
  setPrimaryConnection,
} from '@/lib/db/connection-repo'
import { recordOutcome } from '@/lib/db/connection-status-repo'
import { releaseWaiting, retryRefused } from '@/lib/db/outbox-queue'
import { startSource } from '@/lib/db/source-stream-repo'
import { CrmError, notFound } from '@/lib/shared/errors'
import { log } from '@/lib/shared/log'
import { connectSystem, linkableVendor } from './connect-system'
import type { DashboardContext } from './context'
import { dropWebhooks } from './keep-webhooks'
import { revokeAccess } from './revoke-access'
import { testSystem } from './test-system'

/**
 * Tries the key at the vendor before it is kept; a shop that is linked to the vendor already gets the new key on that link.
 * Throws as `connectSystem`.
 */
export async function linkWithToken(
  { shop, useCase }: DashboardContext,
  { vendor: type, role, fields }: { vendor: string; role: ConnectionRole; fields: Readonly<Record<string, string>> },
): Promise<{ id: string }> {
  const vendor = linkableVendor(type)
  const known = await findConnectionTo(shop.id, vendor.id)
  const { id } = await connectSystem(shop, useCase.actor, {
    vendor: vendor.id,
    role,
    label: null,
    fields,
    renews: known?.id,
    isOnly: true,
  })
  return { id }
}

/** `reason`: why not, a key under `settings.crm.reasons`. Throws `not_found`. */
export async function testLink(
  { shop }: DashboardContext,
  { connectionId }: { connectionId: string },
): Promise<{ ok: boolean; reason: string | null }> {
  if ((await findConnection(shop.id, connectionId)) === null) throw notFound('connection')
  const trouble = await tryLink(shop.id, connectionId)
  await recordOutcome(shop.id, connectionId, trouble ?? 'ok', 'person')
  // Also when the link was well all the time: what one change was refused may be allowed by now.
  if (trouble === null) await releaseWaiting(shop.id, connectionId)
  return { ok: trouble === null, reason: trouble?.reason ?? null }
}

async function tryLink(tenantId: string, connectionId: string): Promise<CrmError | null> {
  try {
    return await testSystem(await systemOf(tenantId, connectionId, 'interactive', { insistent: true }))
  } catch (error) {
    if (error instanceof CrmError) return error
    throw error
  }
}

/** Whatever the system did not take is tried again; how many changes. Throws `not_found`. */
export const retryChanges = async (
  { shop, useCase }: DashboardContext,
  { connectionId }: { connectionId: string },
): Promise<{ changes: number }> => ({ changes: await retryRefused(shop, useCase.actor, connectionId) })

/**
 * The link goes first, so that nothing uses it any more; then its grant is handed back. `revoked`: whether the vendor
 * confirmed that. Customers, the history of links and what was sent stay. Throws `not_found`.
 */
export async function unlink(
  { shop, useCase }: Pick<DashboardContext, 'shop' | 'useCase'>,
  { connectionId }: { connectionId: string },
): Promise<{ revoked: boolean }> {
  const { vendor, accountId, credentials } = await deleteConnection(shop, useCase.actor, connectionId)
  await dropWebhooks(vendor, connectionId, credentials)
  const revoked = await revokeAccess(vendor, accountId, credentials).catch((error: unknown) => {
    log().warn({ err: error, vendor }, 'a grant could not be handed back')
    return false
  })
  return { revoked }
}

/** The customers and orders of a linked system come in from now on. Throws `not_found`. */
export const bringIn = ({ shop, useCase }: DashboardContext, { connectionId }: { connectionId: string }): Promise<void> =>
  startSource(shop, useCase.actor, connectionId)

/** Null: Coccinelle itself. Throws `not_found`. */
export const choosePrimary = (
  { shop, useCase }: DashboardContext,
  { connectionId }: { connectionId: string | null },
): Promise<void> => setPrimaryConnection(shop, useCase.actor, connectionId)

/** Whether the fields of a link's system can be chosen. Nothing is sent. */
export async function canMapFields(tenantId: string, connectionId: string): Promise<boolean> {
  try {
    return hasFieldCatalogue(await systemOf(tenantId, connectionId, 'interactive'))
  } catch {
    return false
  }
}
