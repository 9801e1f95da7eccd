// Which troubles of links the owners still have to be told, and who they are.
import 'server-only'
import { z } from 'zod'
import { tenantDb } from './tenant-db'

/** What became of the mail about a trouble. All but `sent` are tried again. */
export type NoticeState = 'sending' | 'sent' | 'failed' | 'no_mail_server' | 'no_owner'

const noticeSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  accountLabel: z.string().nullable(),
  status: z.enum(['reconnect_needed', 'error']),
})
export type DueNotice = z.infer<typeof noticeSchema>

/**
 * Claims the notices that are due: links to be linked again, or in trouble for more than an hour, whose owners do not know.
 * One that was claimed and not settled, or could not be sent, is due again after ten minutes; a claim is one caller's.
 */
export const claimNotices = (tenantId: string): Promise<DueNotice[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      noticeSchema,
      `update "CrmConnection" set "noticeAt" = now(), "noticeState" = 'sending'
       where "deletedAt" is null and (status = 'reconnect_needed' or (status = 'error' and "statusAt" < now() - interval '1 hour'))
         and ("noticeAt" is null or ("noticeState" is distinct from 'sent' and "noticeAt" < now() - interval '9 minutes'))
       returning id, vendor, "accountLabel", status`,
    ),
  )

/** Nothing when the trouble ended meanwhile: the next one is told anew. */
export async function settleNotice(tenantId: string, connectionId: string, state: NoticeState): Promise<void> {
  await tenantDb(tenantId).sql((sql) =>
    sql.run(`update "CrmConnection" set "noticeState" = $2 where id = $1 and "noticeState" = 'sending'`, [connectionId, state]),
  )
}

const ownerSchema = z.object({ email: z.string(), locale: z.string().nullable() })

/** The shop's owners who may sign in. */
export const listOwners = (tenantId: string): Promise<z.infer<typeof ownerSchema>[]> =>
  tenantDb(tenantId).sql((sql) =>
    sql.rows(
      ownerSchema,
      `select u.email, u.locale from "Membership" m join "User" u on u.id = m."userId"
       where m.role = 'owner' and u."disabledAt" is null order by u.id limit 20`,
    ),
  )
