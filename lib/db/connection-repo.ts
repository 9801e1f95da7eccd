// A shop's links to customer systems: made, renewed, found, made the primary one, taken away.
import 'server-only'
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { CrmError, notFound } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { insertAudit } from './audit-repo'
import { type Credentials, openCredentials, sealCredentials, sealWebhookSecret } from './connection-credentials'
import { resumeLink } from './resume-link'
import { beginSource } from './source-stream-repo'
import { type SqlTx, tenantDb } from './tenant-db'

export type { Credentials } from './connection-credentials'

/** `primary`: the system that keeps the shop's customers, one at most. `source`: a system that only adds to them. */
export const connectionRoles = ['primary', 'source'] as const
export type ConnectionRole = (typeof connectionRoles)[number]

const connectionSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  role: z.enum(connectionRoles),
  status: z.string(),
  label: z.string().nullable(),
  accountId: z.string().nullable(),
  accountLabel: z.string().nullable(),
  settings: z.record(z.string(), z.unknown()),
})
export type Connection = z.infer<typeof connectionSchema>
export type OpenConnection = Connection & { credentials: Credentials }

const columns = `id, vendor, role, status, label, "accountId", "accountLabel", settings`

/** Whose account a link opens, as far as the vendor told. */
export interface LinkedAccount {
  accountId: string | null
  accountLabel: string | null
  scopes: readonly string[]
}
const unknownAccount: LinkedAccount = { accountId: null, accountLabel: null, scopes: [] }

export interface NewLink {
  vendor: string
  role: ConnectionRole
  label: string | null
  credentials: Credentials
  settings: Record<string, unknown>
  account?: LinkedAccount | undefined
  /** Milliseconds until the access token ends; null or absent: unknown. */
  left?: number | null
  /** The vendor has just let us in. */
  isTried?: boolean
  /** Makes a secret for the address that the vendor sends changes to. */
  withWebhookSecret?: boolean
  /** Has a job make the fields that the product needs. */
  preparesFields?: boolean
  /** Has a job bring in the customers and orders that are there. */
  bringsIn?: boolean
  /** Refused when the shop is linked to this vendor already. */
  isOnly?: boolean
  /** What to be when another system is the primary one already: refused without. */
  otherwise?: 'source'
}

/**
 * Keeps a link; the credentials are stored sealed. Whether they are the vendor's is the caller's question.
 * Throws `conflict`: `primary_taken` when another system keeps the shop's customers already, `already_linked` (`existingId`).
 */
export async function createConnection(shop: Shop, actor: Actor, link: NewLink): Promise<{ id: string }> {
  const id = newId()
  await tenantDb(shop.id).sql(async (sql) => {
    if (link.isOnly === true) await refuseSecond(sql, shop.id, link.vendor)
    let role = link.role
    let made = await insertLink(sql, shop.id, id, link, role)
    if (made === 0 && link.otherwise !== undefined) {
      role = link.otherwise
      made = await insertLink(sql, shop.id, id, link, role)
    }
    if (made === 0) throw new CrmError('conflict', 'The shop has a primary system', { reason: 'primary_taken' })
    if (link.preparesFields === true) await enqueuePreparation(sql, shop.id, id)
    if (link.bringsIn === true) await beginSource(sql, shop.id, id)
    await insertAudit(sql, shop.id, actor, {
      action: 'connection.create',
      entity: 'connection',
      entityId: id,
      changes: { vendor: link.vendor, role },
    })
  })
  return { id }
}

/** Two people who link at once come one after the other here. */
async function refuseSecond(sql: SqlTx, tenantId: string, vendor: string): Promise<void> {
  await sql.run('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`link ${tenantId} ${vendor}`])
  const [other] = await sql.rows(
    z.object({ id: z.string() }),
    `select id from "CrmConnection" where vendor = $1 and "deletedAt" is null limit 1`,
    [vendor],
  )
  if (other !== undefined)
    throw new CrmError('conflict', 'Linked already', { reason: 'already_linked', params: { existingId: other.id } })
}

/** In the transaction of the link itself; each time a job of its own. */
const enqueuePreparation = (sql: SqlTx, tenantId: string, connectionId: string): Promise<number> =>
  sql.run(`select enqueue_once('prepare-connection', $1::json, $2)`, [
    JSON.stringify({ tenantId, connectionId }),
    `prepare-connection ${newId()}`,
  ])

const newWebhookSecret = (): string => randomBytes(32).toString('base64url')

function insertLink(sql: SqlTx, tenantId: string, id: string, link: NewLink, role: ConnectionRole): Promise<number> {
  const { accountId, accountLabel, scopes } = link.account ?? unknownAccount
  return sql.run(
    `insert into "CrmConnection" ("tenantId", id, vendor, role, label, settings, credentials, "webhookSecrets",
       "accountId", "accountLabel", scopes, "tokenExpiresAt", "lastOkAt", "tokenEpoch")
     values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, clock_timestamp() + $12::float8 * interval '1 millisecond',
       case when $13 then now() end, 1)
     on conflict ("tenantId") where role = 'primary' and "deletedAt" is null do nothing`,
    [
      tenantId,
      id,
      link.vendor,
      role,
      link.label,
      JSON.stringify(link.settings),
      sealCredentials(tenantId, id, link.credentials),
      link.withWebhookSecret === true ? [sealWebhookSecret(tenantId, id, newWebhookSecret())] : [],
      accountId,
      accountLabel,
      scopes,
      link.left ?? null,
      link.isTried === true,
    ],
  )
}

/**
 * New credentials for a link that exists, for the same account. Whoever is renewing the old ones is fenced out.
 * Throws `not_found`; `conflict` (`other_account`) when the link is another account's.
 */
export const renewConnection = (
  shop: Shop,
  actor: Actor,
  id: string,
  renewed: Pick<NewLink, 'credentials' | 'account' | 'left' | 'preparesFields'>,
): Promise<void> =>
  tenantDb(shop.id).sql(async (sql) => {
    const { accountId, accountLabel, scopes } = renewed.account ?? unknownAccount
    const [row] = await sql.rows(connectionSchema, `${selectById} for update`, [id])
    if (row === undefined) throw notFound('connection')
    if (row.accountId !== null && accountId !== null && row.accountId !== accountId)
      throw new CrmError('conflict', 'The link is another account’s', { reason: 'other_account' })
    await sql.run(
      `update "CrmConnection" set credentials = $2, "accountId" = coalesce($3, "accountId"),
         "accountLabel" = coalesce($4, "accountLabel"), scopes = $5,
         "tokenExpiresAt" = clock_timestamp() + $6::float8 * interval '1 millisecond',
         "tokenEpoch" = "tokenEpoch" + 1, "leaseOwner" = null, "leaseUntil" = null, status = 'connected', "statusReason" = null,
         "statusAt" = now(), "lastOkAt" = now(), "noticeAt" = null, "noticeState" = null, "updatedAt" = now()
       where id = $1`,
      [id, sealCredentials(shop.id, id, renewed.credentials), accountId, accountLabel, scopes, renewed.left ?? null],
    )
    if (renewed.preparesFields === true) await enqueuePreparation(sql, shop.id, id)
    await resumeLink(sql, shop.id, id)
    await insertAudit(sql, shop.id, actor, {
      action: 'connection.renew',
      entity: 'connection',
      entityId: id,
      changes: { vendor: row.vendor },
    })
  })

const selectById = `select ${columns} from "CrmConnection" where id = $1 and "deletedAt" is null`

/** Null for an unknown, unlinked or foreign id. */
export async function findConnection(tenantId: string, id: string): Promise<Connection | null> {
  const [row] = await tenantDb(tenantId).sql((sql) => sql.rows(connectionSchema, selectById, [id]))
  return row ?? null
}

/** The shop's link to this vendor, or null. */
export async function findConnectionTo(tenantId: string, vendor: string): Promise<Connection | null> {
  const [row] = await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      connectionSchema,
      `select ${columns} from "CrmConnection" where vendor = $1 and "deletedAt" is null
       order by role = 'primary' desc, "createdAt" desc, id limit 1`,
      [vendor],
    ),
  )
  return row ?? null
}

/** The system that keeps the shop's customers, or null when that is Coccinelle itself. */
export async function findPrimaryConnection(tenantId: string): Promise<Connection | null> {
  return (await readOpen(tenantId, `role = 'primary'`, []))?.connection ?? null
}

/** The same with what opens it. Throws `unavailable` (`secret_unreadable`) when the credentials cannot be unsealed. */
export const openPrimaryConnection = async (tenantId: string): Promise<OpenConnection | null> =>
  unseal(tenantId, await readOpen(tenantId, `role = 'primary'`, []))

/** A link by its id with what opens it; null for an unknown, unlinked or foreign id. Throws `unavailable`. */
export const openConnection = async (tenantId: string, id: string): Promise<OpenConnection | null> =>
  unseal(tenantId, await readOpen(tenantId, 'id = $1', [id]))

interface Sealed {
  connection: Connection
  credentials: string | null
}

const unseal = (tenantId: string, sealed: Sealed | null): OpenConnection | null =>
  sealed === null
    ? null
    : { ...sealed.connection, credentials: openCredentials(tenantId, sealed.connection.id, sealed.credentials) }

async function readOpen(tenantId: string, where: string, values: readonly string[]): Promise<Sealed | null> {
  const [row] = await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      connectionSchema.extend({ credentials: z.string().nullable() }),
      `select ${columns}, credentials from "CrmConnection" where ${where} and "deletedAt" is null`,
      values,
    ),
  )
  if (row === undefined) return null
  const { credentials, ...connection } = row
  return { connection, credentials }
}

/** Makes a link the primary one; the one before becomes a source. Null: Coccinelle itself. Throws `not_found`. */
export const setPrimaryConnection = (shop: Shop, actor: Actor, id: string | null): Promise<void> =>
  tenantDb(shop.id).sql(async (sql) => {
    const links = await sql.rows(
      connectionSchema,
      `select ${columns} from "CrmConnection" where "deletedAt" is null order by id for update`,
    )
    if (id !== null && !links.some((link) => link.id === id)) throw notFound('connection')
    // The unique index bears one primary link at any moment: the old one steps down first.
    const changed = links
      .filter((link) => (link.role === 'primary') !== (link.id === id))
      .sort((a, b) => Number(b.role === 'primary') - Number(a.role === 'primary'))
    for (const link of changed) {
      const role = link.id === id ? 'primary' : 'source'
      await sql.run(`update "CrmConnection" set role = $2, "updatedAt" = now() where id = $1`, [link.id, role])
      await insertAudit(sql, shop.id, actor, {
        action: 'connection.role',
        entity: 'connection',
        entityId: link.id,
        changes: { role },
      })
    }
  })

/**
 * Takes a link away: its secrets are gone, what waits to leave ends with a reason, customers and the links' history stay.
 * Returns what opened it, for handing the access back; null when it cannot be unsealed. Throws `not_found`.
 */
export const deleteConnection = (
  shop: Shop,
  actor: Actor,
  id: string,
): Promise<{ vendor: string; accountId: string | null; credentials: Credentials | null }> =>
  tenantDb(shop.id).sql(async (sql) => {
    const [row] = await sql.rows(
      connectionSchema.extend({ credentials: z.string().nullable() }),
      `select ${columns}, credentials from "CrmConnection" where id = $1 and "deletedAt" is null for update`,
      [id],
    )
    if (row === undefined) throw notFound('connection')
    await sql.run(
      `update "CrmConnection" set "deletedAt" = now(), "updatedAt" = now(), credentials = null, "webhookSecrets" = '{}',
         "tokenEpoch" = "tokenEpoch" + 1, "leaseOwner" = null, "leaseUntil" = null, "tokenExpiresAt" = null where id = $1`,
      [id],
    )
    const ended = await sql.run(
      `update "Outbox" set "deadAt" = now(), error = 'unlinked', "claimedBy" = null, "claimedUntil" = null
       where "connectionId" = $1 and "doneAt" is null and "deadAt" is null`,
      [id],
    )
    await sql.run(`delete from "OAuthState" where "connectionId" = $1`, [id])
    await sql.run(`delete from "SourceStream" where "connectionId" = $1`, [id])
    await insertAudit(sql, shop.id, actor, {
      action: 'connection.delete',
      entity: 'connection',
      entityId: id,
      changes: { vendor: row.vendor, ended },
    })
    return { vendor: row.vendor, accountId: row.accountId, credentials: opened(shop.id, id, row.credentials) }
  })

/** A link whose secret cannot be read any more must still be possible to take away. */
function opened(tenantId: string, id: string, sealed: string | null): Credentials | null {
  try {
    return openCredentials(tenantId, id, sealed)
  } catch {
    return null
  }
}
