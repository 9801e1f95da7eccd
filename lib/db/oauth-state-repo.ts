// People on their way through a vendor's consent page. Only the SHA-256 of the state in the address is kept.
import 'server-only'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Actor } from '@/lib/customers/use-case'
import { insertAudit } from './audit-repo'
import { openVerifier, sealVerifier } from './connection-credentials'
import { type ConnectionRole, connectionRoles } from './connection-repo'
import { tenantDb } from './tenant-db'

/** What the way back must fit, all of it. */
export interface StateBinding {
  tenantId: string
  state: string
  vendor: string
  sessionId: string
  redirectUri: string
}

const stateSchema = z.object({
  connectionId: z.string().nullable(),
  role: z.enum(connectionRoles),
  verifier: z.string().nullable(),
  answers: z.record(z.string(), z.string()),
})
export type OAuthDeparture = z.infer<typeof stateSchema>

/** Minutes between leaving and coming back. */
const lifetime = 10
/** Ways begun and not ended, in one shop; older ones give way. */
const mostOpen = 50

const idOf = (state: string): string => createHash('sha256').update(state).digest('hex')

export async function insertOAuthState(
  actor: Actor,
  binding: StateBinding & { userId: string },
  departure: Omit<OAuthDeparture, 'role'> & { role: ConnectionRole },
): Promise<void> {
  const { tenantId, vendor } = binding
  const id = idOf(binding.state)
  const { verifier, connectionId, role } = departure
  await tenantDb(tenantId).sql(async (sql) => {
    await sql.run(
      `delete from "OAuthState" where "expiresAt" < now() or id in
         (select id from "OAuthState" order by "createdAt" desc, id offset ${mostOpen - 1})`,
    )
    await sql.run(
      `insert into "OAuthState" ("tenantId", id, vendor, "sessionId", "userId", "connectionId", role, "redirectUri", verifier, fields, "expiresAt")
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, clock_timestamp() + interval '${lifetime} minutes')`,
      [
        tenantId,
        id,
        vendor,
        binding.sessionId,
        binding.userId,
        connectionId,
        role,
        binding.redirectUri,
        verifier === null ? null : sealVerifier(tenantId, id, verifier),
        JSON.stringify(departure.answers),
      ],
    )
    await insertAudit(sql, tenantId, actor, {
      action: 'connection.leave',
      entity: 'connection',
      entityId: connectionId ?? vendor,
      changes: { vendor, role },
    })
  })
}

const fits = `id = $1 and vendor = $2 and "sessionId" = $3 and "redirectUri" = $4 and "usedAt" is null and "expiresAt" > clock_timestamp()`
const columns = `"connectionId", role, verifier, fields as answers`
const valuesOf = ({ state, vendor, sessionId, redirectUri }: StateBinding) => [idOf(state), vendor, sessionId, redirectUri]

const unsealed = (tenantId: string, state: string, row: OAuthDeparture | undefined): OAuthDeparture | null =>
  row === undefined
    ? null
    : { ...row, verifier: row.verifier === null ? null : openVerifier(tenantId, idOf(state), row.verifier) }

/** The departure that this way back fits, while it is open; null otherwise. Changes nothing. */
export async function findOAuthState(binding: StateBinding): Promise<OAuthDeparture | null> {
  const [row] = await tenantDb(binding.tenantId).sql((sql) =>
    sql.rows(stateSchema, `select ${columns} from "OAuthState" where ${fits}`, valuesOf(binding)),
  )
  return unsealed(binding.tenantId, binding.state, row)
}

/** Uses the departure up: of several ways back with one state, one gets it. */
export async function takeOAuthState(binding: StateBinding): Promise<OAuthDeparture | null> {
  const [row] = await tenantDb(binding.tenantId).sql((sql) =>
    sql.rows(
      stateSchema,
      `update "OAuthState" set "usedAt" = clock_timestamp() where ${fits} returning ${columns}`,
      valuesOf(binding),
    ),
  )
  return unsealed(binding.tenantId, binding.state, row)
}

/**
 * Keeps what a system hands over to whoever left with this state, sealed, for the way back of his browser. Whoever posts is
 * nobody: the first one counts, and the same again is harmless however late. `unknown`: no such departure, or it is over.
 */
export async function keepHandedKeys(
  { tenantId, state, vendor, redirectUri }: Omit<StateBinding, 'sessionId'>,
  keys: string,
): Promise<'kept' | 'again' | 'other' | 'unknown'> {
  const id = idOf(state)
  return tenantDb(tenantId).sql(async (sql) => {
    const [row] = await sql.rows(
      z.object({ verifier: z.string().nullable(), isUsed: z.boolean() }),
      `select verifier, "usedAt" is not null as "isUsed" from "OAuthState"
       where id = $1 and vendor = $2 and "redirectUri" = $3 and "expiresAt" > clock_timestamp() for update`,
      [id, vendor, redirectUri],
    )
    if (row === undefined) return 'unknown'
    if (row.verifier !== null) return openVerifier(tenantId, id, row.verifier) === keys ? 'again' : 'other'
    if (row.isUsed) return 'unknown'
    await sql.run(`update "OAuthState" set verifier = $2 where id = $1`, [id, sealVerifier(tenantId, id, keys)])
    await insertAudit(
      sql,
      tenantId,
      { kind: 'system', id: null, name: 'coccinelle' },
      { action: 'connection.keys', entity: 'connection', entityId: vendor, changes: { vendor } },
    )
    return 'kept'
  })
}

/** Forgets what nobody can come back to. */
export const pruneOAuthStates = (tenantId: string): Promise<number> =>
  tenantDb(tenantId).sql((sql) => sql.run(`delete from "OAuthState" where "expiresAt" < now()`))
