// A shop's doors for messages: made, listed, given a new secret, taken away; and found again by the id in their address.
import 'server-only'
import { z } from 'zod'
import { channelType } from '@/lib/channels/registry'
import { parseInput } from '@/lib/customers/parse-input'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { env } from '@/lib/shared/env'
import { CrmError, notFound } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import type { ChannelType } from '@/lib/messages/channel'
import { insertAudit } from './audit-repo'
import { needsResealing, open, seal } from './secrets'
import { type SqlTx, tenantDb, withoutTenant } from './tenant-db'

/** A door as staff see it; never its secret. `rotating` means that the secret before the current one still works. */
export interface Channel {
  id: string
  type: string
  name: string
  url: string
  rotating: boolean
  settings: unknown
  lastReceivedAt: Date | null
  createdAt: Date
}

/** What a delivery needs: whose door it is and what its secrets are. `sealed` is the secrets as stored. */
export interface OpenChannel {
  id: string
  tenantId: string
  type: ChannelType
  config: { secrets: readonly string[]; settings: unknown }
  sealed: readonly string[]
}

const newChannelSchema = z.object({
  name: z.string().trim().min(1).max(80),
  settings: z.record(z.string(), z.unknown()).default({}),
})
const publicUrlSchema = z.object({ publicUrl: z.string() })

const placeOf = (tenantId: string, channelId: string) => ({ tenantId, owner: channelId, field: 'Channel.secrets' })

/** The address to enter at the sender's. */
export function channelUrl(id: string, settings: unknown): string {
  const own = publicUrlSchema.safeParse(settings)
  return own.success ? own.data.publicUrl : `${env().APP_URL}/api/webhooks/messages/${id}`
}

function secretFor(type: ChannelType, given: string | undefined): string {
  if (given === undefined && type.secret === 'given')
    throw new CrmError('invalid', 'The secret is missing', { issues: [{ path: ['secret'], reason: 'required' }] })
  return parseInput(z.object({ secret: type.secretSchema }), { secret: given ?? type.makeSecret() }).secret
}

function knownType(id: string): ChannelType {
  const type = channelType(id)
  if (type !== null) return type
  throw new CrmError('invalid', `No channel of type ${id}`, { issues: [{ path: ['type'], reason: 'channel_type' }] })
}

/**
 * Makes a door. The secret is given back this once. Throws `invalid` with issues on `type`, `name`, `secret` or `settings`.
 */
export async function createChannel(
  shop: Shop,
  actor: Actor,
  input: { type: string; name: string; secret?: string | undefined; settings?: Record<string, unknown> | undefined },
): Promise<{ id: string; url: string; secret: string }> {
  const type = knownType(input.type)
  const { name, settings: given } = parseInput(newChannelSchema, input)
  const { settings } = parseInput(z.object({ settings: type.settingsSchema }), { settings: given })
  const secret = secretFor(type, input.secret)
  const id = newId()
  await tenantDb(shop.id).sql(async (sql) => {
    await sql.run(
      `insert into "Channel" ("tenantId", id, type, name, secrets, settings) values ($1, $2, $3, $4, $5, $6::jsonb)`,
      [shop.id, id, type.id, name, [seal(secret, placeOf(shop.id, id))], JSON.stringify(settings)],
    )
    await insertAudit(sql, shop.id, actor, {
      action: 'channel.create',
      entity: 'channel',
      entityId: id,
      changes: { type: type.id, name },
    })
  })
  return { id, url: channelUrl(id, settings), secret }
}

const channelRow = z
  .object({
    id: z.string(),
    type: z.string(),
    name: z.string(),
    secrets: z.int(),
    settings: z.unknown(),
    lastReceivedAt: z.date().nullable(),
    createdAt: z.date(),
  })
  .transform(({ secrets, ...row }): Channel => ({ ...row, url: channelUrl(row.id, row.settings), rotating: secrets > 1 }))

/** Live doors, oldest first. */
export const listChannels = (shop: Shop): Promise<Channel[]> =>
  tenantDb(shop.id).sql((sql) =>
    sql.rows(
      channelRow,
      `select id, type, name, cardinality(secrets) as secrets, settings, "lastReceivedAt", "createdAt"
       from "Channel" where "deletedAt" is null order by "createdAt", id`,
    ),
  )

const lockedRow = z.object({ type: z.string(), secrets: z.array(z.string()) })

async function lockChannel(sql: SqlTx, id: string): Promise<z.infer<typeof lockedRow>> {
  const [row] = await sql.rows(
    lockedRow,
    `select type, secrets from "Channel" where id = $1 and "deletedAt" is null for update`,
    [id],
  )
  if (row === undefined) throw notFound('channel')
  return row
}

const writeSecrets = (sql: SqlTx, id: string, secrets: readonly string[]): Promise<number> =>
  sql.run(`update "Channel" set secrets = $2, version = version + 1, "updatedAt" = now() where id = $1`, [id, secrets])

/**
 * A new secret beside the current one, which works until `retireChannelSecret`; an even older one ends now.
 * Throws `not_found`, or `invalid` on `secret`.
 */
export async function rotateChannelSecret(shop: Shop, actor: Actor, id: string, given?: string): Promise<{ secret: string }> {
  return tenantDb(shop.id).sql(async (sql) => {
    const row = await lockChannel(sql, id)
    const secret = secretFor(knownType(row.type), given)
    await writeSecrets(sql, id, [seal(secret, placeOf(shop.id, id)), ...row.secrets.slice(0, 1)])
    await insertAudit(sql, shop.id, actor, { action: 'channel.rotate-secret', entity: 'channel', entityId: id, changes: {} })
    return { secret }
  })
}

/** Ends the rotation: only the newest secret works. Throws `not_found`. */
export async function retireChannelSecret(shop: Shop, actor: Actor, id: string): Promise<void> {
  await tenantDb(shop.id).sql(async (sql) => {
    const row = await lockChannel(sql, id)
    await writeSecrets(sql, id, row.secrets.slice(0, 1))
    await insertAudit(sql, shop.id, actor, { action: 'channel.retire-secret', entity: 'channel', entityId: id, changes: {} })
  })
}

/** Closes the door: its address answers like one that never was. Messages that came through it stay. Throws `not_found`. */
export async function deleteChannel(shop: Shop, actor: Actor, id: string): Promise<void> {
  await tenantDb(shop.id).sql(async (sql) => {
    await lockChannel(sql, id)
    await sql.run(`update "Channel" set "deletedAt" = now(), "updatedAt" = now(), version = version + 1 where id = $1`, [id])
    await insertAudit(sql, shop.id, actor, { action: 'channel.delete', entity: 'channel', entityId: id, changes: {} })
  })
}

/** Seals again, with the current APP_SECRET, what an older one sealed. Returns how many doors changed. */
export async function resealChannelSecrets(shop: Shop): Promise<number> {
  const channels = await listChannels(shop)
  let changed = 0
  for (const { id } of channels)
    changed += await tenantDb(shop.id).sql(async (sql) => {
      const { secrets } = await lockChannel(sql, id)
      if (!secrets.some(needsResealing)) return 0
      return writeSecrets(
        sql,
        id,
        secrets.map((secret) => seal(open(secret, placeOf(shop.id, id)), placeOf(shop.id, id))),
      )
    })
  return changed
}

const contextRow = z.object({
  id: z.string(),
  type: z.string(),
  secrets: z.array(z.string()),
  settings: z.unknown(),
  tenantId: z.string(),
})

/** The door behind an address; null for an unknown or closed one. Throws `unavailable` when a secret cannot be opened. */
export async function findChannel(id: string): Promise<OpenChannel | null> {
  const [row] = await withoutTenant(contextRow, 'select id, type, secrets, settings, "tenantId" from channel_context($1)', [id])
  const type = row === undefined ? null : channelType(row.type)
  if (row === undefined || type === null) return null
  const secrets = row.secrets.map((secret) => open(secret, placeOf(row.tenantId, row.id)))
  return { id: row.id, tenantId: row.tenantId, type, config: { secrets, settings: row.settings }, sealed: row.secrets }
}
