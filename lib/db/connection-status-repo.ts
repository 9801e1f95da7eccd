// How a shop's links fare, as the calls on them went.
import 'server-only'
import { z } from 'zod'
import { type CrmError } from '@/lib/shared/errors'
import { insertAudit } from './audit-repo'
import { refusedNow } from './refused-changes-repo'
import { resumeLink } from './resume-link'
import { type SqlTx, tenantDb } from './tenant-db'

/** What a call or a test on a link came to. */
export type Outcome = 'ok' | CrmError

/**
 * `call`: in passing; one record that the vendor does not let us have is no trouble of the link. `test`: the link itself was
 * tried. `person`: somebody asked for the test, and a success counts even after the vendor had ended the grant.
 */
export type OutcomeSource = 'call' | 'test' | 'person'

interface Trouble {
  status: 'error' | 'reconnect_needed'
  reason: string
}

/** Refusals that concern the whole link whatever was asked. */
const wholeLink = new Set(['oauth_client', 'egress_refused', 'api_disabled', 'scopes_missing', 'key_read_only'])

/** Null: the failure says nothing about the link. */
function troubleOf(error: CrmError, source: OutcomeSource): Trouble | null {
  const { code, reason } = error
  if (code === 'auth_expired') return { status: 'reconnect_needed', reason: reason === 'auth_expired' ? 'token_refused' : reason }
  if (code === 'unavailable' || code === 'bad_response') return { status: 'error', reason: known(reason, code) }
  if (code === 'forbidden' && (source !== 'call' || wholeLink.has(reason))) return { status: 'error', reason }
  if (code === 'rate_limited' && (source !== 'call' || reason === 'daily_limit')) return { status: 'error', reason }
  return source === 'call' ? null : { status: 'error', reason: known(reason, code) }
}

/** That a change's fate is open, or a field is missing, is the change's own story. */
const known = (reason: string, code: string): string => (reason === 'outcome_unknown' ? code : reason)

/** When this process last wrote that a link is well; a success after that says nothing new for a while. */
const wellAt = new Map<string, number>()
const quiet = 30_000
const mostRemembered = 5_000

/** Cheap enough for every call: a row is written when the status changes, or once a minute for `lastOkAt`. */
export async function recordOutcome(
  tenantId: string,
  connectionId: string,
  outcome: Outcome,
  source: OutcomeSource = 'call',
): Promise<void> {
  const key = `${tenantId} ${connectionId}`
  if (outcome === 'ok') {
    if (source === 'call' && Date.now() - (wellAt.get(key) ?? 0) < quiet) return
    if (wellAt.size >= mostRemembered) wellAt.clear()
    wellAt.set(key, Date.now())
    await tenantDb(tenantId).sql((sql) => writeWell(sql, tenantId, connectionId, source === 'person'))
    return
  }
  const trouble = troubleOf(outcome, source)
  if (trouble === null) return
  wellAt.delete(key)
  await tenantDb(tenantId).sql((sql) => writeTrouble(sql, tenantId, connectionId, trouble))
}

/** What waited for the link goes in the transaction that says it is well again. */
async function writeWell(sql: SqlTx, tenantId: string, id: string, heals: boolean): Promise<void> {
  const [row] = await sql.rows(
    z.object({ isHealed: z.boolean() }),
    // An answer to an older token must not undo that the grant has ended.
    `update "CrmConnection" set "lastOkAt" = now(), "statusAt" = case when status = 'connected' then "statusAt" else now() end,
       status = 'connected', "statusReason" = null, "noticeAt" = null, "noticeState" = null
     where id = $1 and "deletedAt" is null and (status <> 'reconnect_needed' or $2)
       and (status <> 'connected' or "statusReason" is not null or "lastOkAt" is null or "lastOkAt" < now() - interval '1 minute')
     returning "statusAt" = now()::timestamptz(3) as "isHealed"`,
    [id, heals],
  )
  if (row?.isHealed === true) await resumeLink(sql, tenantId, id)
}

async function writeTrouble(sql: SqlTx, tenantId: string, id: string, { status, reason }: Trouble): Promise<void> {
  const changed = await sql.run(
    `update "CrmConnection" set "statusAt" = case when status = $2 then "statusAt" else now() end,
       "noticeAt" = case when status = $2 then "noticeAt" end, "noticeState" = case when status = $2 then "noticeState" end,
       status = $2, "statusReason" = $3
     where id = $1 and "deletedAt" is null and status <> 'reconnect_needed' and (status <> $2 or "statusReason" is distinct from $3)`,
    [id, status, reason],
  )
  if (changed === 0 || status !== 'reconnect_needed') return
  await insertAudit(
    sql,
    tenantId,
    { kind: 'system', id: null, name: 'coccinelle' },
    { action: 'connection.dropped', entity: 'connection', entityId: id, changes: { reason } },
  )
}

const statusSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  role: z.enum(['primary', 'source']),
  accountLabel: z.string().nullable(),
  status: z.string(),
  statusReason: z.string().nullable(),
  statusAt: z.date(),
  lastOkAt: z.date().nullable(),
  tokenExpiresAt: z.date().nullable(),
  scopes: z.array(z.string()),
  webhookSecrets: z.array(z.string()),
  credentials: z.string().nullable(),
  noticeState: z.string().nullable(),
  waiting: z.int(),
  held: z.int(),
  dead: z.int(),
})
export type ConnectionState = z.infer<typeof statusSchema>

/**
 * The shop's links with how they fare, the primary one first; `waiting`: changes on their way, `held` among them: those that a
 * link which is well refuses for now; `dead`: those given up.
 */
export const listConnectionStates = (tenantId: string): Promise<ConnectionState[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      statusSchema,
      `select c.id, c.vendor, c.role, c."accountLabel", c.status, c."statusReason", c."statusAt", c."lastOkAt", c."tokenExpiresAt",
         c.scopes, c."webhookSecrets", c.credentials, c."noticeState", w.waiting, w.held, d.dead
       from "CrmConnection" c
       cross join lateral (select count(*)::int as waiting, count(*) filter (where ${refusedNow('o', 'c')})::int as held
         from "Outbox" o where o."connectionId" = c.id and o."doneAt" is null and o."deadAt" is null) w
       cross join lateral (select count(*)::int as dead
         from "Outbox" o where o."connectionId" = c.id and o."doneAt" is null and o."deadAt" is not null) d
       where c."deletedAt" is null order by c.role = 'primary' desc, c."createdAt" desc, c.id`,
    ),
  )

export const troubledLinkSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
})

/** Links that a person should know of, as a row source: to be linked again, or in trouble for more than an hour. */
export const troubledLinks = `select id, vendor, status, "statusReason" as reason from "CrmConnection"
  where "deletedAt" is null and (status = 'reconnect_needed' or (status = 'error' and "statusAt" < now() - interval '1 hour'))
  order by role = 'primary' desc, id`

/** Links worth a test: not those that wait for a person, nor those that were seen well within `minutes`. Longest unseen first. */
export const listConnectionsToTest = (tenantId: string, minutes: number): Promise<{ id: string }[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      z.object({ id: z.string() }),
      `select id from "CrmConnection" where "deletedAt" is null and status <> 'reconnect_needed'
         and (status <> 'connected' or "lastOkAt" is null or "lastOkAt" < now() - $1::float8 * interval '1 minute')
       order by "lastOkAt" nulls first, id`,
      [minutes],
    ),
  )
