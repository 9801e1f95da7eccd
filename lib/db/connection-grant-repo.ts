// The grant of one link in the database: lease, fencing epoch, and the tokens, each step a short transaction of its own.
import 'server-only'
import { z } from 'zod'
import type { GrantStore } from '@/lib/crm/leased-access'
import { CrmError, notFound } from '@/lib/shared/errors'
import { insertAudit } from './audit-repo'
import { grantCredentialsSchema, grantOf, openCredentials, sealCredentials } from './connection-credentials'
import { tenantDb } from './tenant-db'

const rowSchema = z.object({
  credentials: z.string().nullable(),
  epoch: z.int(),
  left: z.number().nullable(),
  status: z.string(),
  reason: z.string().nullable(),
})
const statusSchema = z.object({ status: z.string() })
const keptSchema = z.object({ credentials: z.string().nullable() })

const ms = `* interval '1 millisecond'`
const live = `id = $1 and "deletedAt" is null`

/** `lease`, `keep` and `drop` change nothing unless the epoch still fits. */
export const grantStore = (tenantId: string, id: string): GrantStore => ({
  read: async () => {
    const [row] = await tenantDb(tenantId).sql((sql) =>
      sql.rows(
        rowSchema,
        `select credentials, "tokenEpoch" as epoch, status, "statusReason" as reason,
           (extract(epoch from "tokenExpiresAt" - clock_timestamp()) * 1000)::float8 as "left"
         from "CrmConnection" where ${live}`,
        [id],
      ),
    )
    if (row === undefined) throw notFound('connection')
    const grant = grantOf(openCredentials(tenantId, id, row.credentials))
    if (grant === null) throw new CrmError('auth_expired', 'The link holds no token', { reason: 'token_missing' })
    return {
      grant: { accessToken: grant.accessToken, apiUrl: grant.apiUrl },
      epoch: row.epoch,
      left: row.left,
      life: grant.life,
      refreshToken: grant.refreshToken,
      answers: grant.answers,
      dropped: row.status === 'reconnect_needed' ? (row.reason ?? 'grant_ended') : null,
    }
  },

  lease: async (owner, epoch, length) => {
    const taken = await tenantDb(tenantId).sql((sql) =>
      sql.run(
        `update "CrmConnection" set "leaseOwner" = $2, "leaseUntil" = clock_timestamp() + $4::float8 ${ms}
         where ${live} and "tokenEpoch" = $3 and ("leaseUntil" is null or "leaseUntil" < clock_timestamp())`,
        [id, owner, epoch, length],
      ),
    )
    return taken > 0
  },

  keep: async (owner, epoch, renewed) =>
    tenantDb(tenantId).sql(async (sql) => {
      const [row] = await sql.rows(
        keptSchema,
        `select credentials from "CrmConnection" where ${live} and "leaseOwner" = $2 and "tokenEpoch" = $3 for update`,
        [id, owner, epoch],
      )
      if (row === undefined) return false
      const before = grantCredentialsSchema.parse(openCredentials(tenantId, id, row.credentials))
      const left = renewed.expiresAt === null ? null : renewed.expiresAt.getTime() - Date.now()
      const credentials = sealCredentials(tenantId, id, {
        ...before,
        accessToken: renewed.accessToken,
        refreshToken: renewed.refreshToken ?? before.refreshToken,
        apiUrl: renewed.account?.apiUrl ?? before.apiUrl,
        life: left,
      })
      const scopes = renewed.account?.scopes ?? null
      await sql.run(
        `update "CrmConnection" set credentials = $2, "tokenEpoch" = "tokenEpoch" + 1, "leaseOwner" = null, "leaseUntil" = null,
           "tokenExpiresAt" = clock_timestamp() + $3::float8 ${ms}, scopes = coalesce($4, scopes),
           "statusAt" = case when status = 'reconnect_needed' then now() else "statusAt" end,
           "statusReason" = case when status = 'reconnect_needed' then null else "statusReason" end,
           status = case when status = 'reconnect_needed' then 'connected' else status end
         where id = $1`,
        [id, credentials, left, scopes],
      )
      return true
    }),

  release: async (owner, pause) => {
    await tenantDb(tenantId).sql((sql) =>
      sql.run(
        `update "CrmConnection" set "leaseOwner" = null, "leaseUntil" = clock_timestamp() + $3::float8 ${ms}
         where ${live} and "leaseOwner" = $2`,
        [id, owner, pause],
      ),
    )
  },

  drop: async (owner, epoch, reason) => {
    await tenantDb(tenantId).sql(async (sql) => {
      const [row] = await sql.rows(
        statusSchema,
        `select status from "CrmConnection" where ${live} and "tokenEpoch" = $3 and ($2::text is null or "leaseOwner" = $2) for update`,
        [id, owner, epoch],
      )
      if (row === undefined) return
      const isNews = row.status !== 'reconnect_needed'
      // The epoch moves on, so that who read this grant a moment ago does not exchange it once more.
      await sql.run(
        `update "CrmConnection" set "tokenEpoch" = "tokenEpoch" + 1, "leaseOwner" = null, "leaseUntil" = null, "statusReason" = $2,
           status = 'reconnect_needed', "statusAt" = case when $3 then now() else "statusAt" end,
           "noticeAt" = case when $3 then null else "noticeAt" end, "noticeState" = case when $3 then null else "noticeState" end
         where id = $1`,
        [id, reason, isNews],
      )
      if (!isNews) return
      await insertAudit(
        sql,
        tenantId,
        { kind: 'system', id: null, name: 'coccinelle' },
        { action: 'connection.dropped', entity: 'connection', entityId: id, changes: { reason } },
      )
    })
  },
})
