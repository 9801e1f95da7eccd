// The timeline.
import { type ActivityType, activitySchema, type CustomerActivity, type Metadata, type Page } from '@/lib/customers/customer'
import type { PageRequest } from '@/lib/customers/customer-store'
import { newId } from '@/lib/shared/ids'
import { readTimedPage, timedPageOf } from './timed-page'
import type { SqlTx } from './tenant-db'

const columns = 'id, "customerId", type, channel, description, "timestamp", metadata'

export interface NewActivity {
  customerId: string
  type: ActivityType
  channel: string | null
  description: string
  timestamp: Date
  metadata: Metadata
  messageId?: string
}

export async function insertActivity(sql: SqlTx, tenantId: string, activity: NewActivity): Promise<CustomerActivity> {
  const [row] = await sql.rows(
    activitySchema,
    `insert into "CustomerActivity" ("tenantId", id, "customerId", type, channel, description, "timestamp", metadata, "messageId")
     values ($1, $2, $3, $4, $5, $6, $7::timestamptz, $8::jsonb, $9) returning ${columns}`,
    [
      tenantId,
      newId(),
      activity.customerId,
      activity.type,
      activity.channel,
      activity.description,
      activity.timestamp,
      JSON.stringify(activity.metadata),
      activity.messageId ?? null,
    ],
  )
  if (row === undefined) throw new Error('insert returned no row')
  return row
}

/** Newest first; empty for an unknown customer. */
export async function listActivities(sql: SqlTx, customerId: string, page: PageRequest): Promise<Page<CustomerActivity>> {
  const { after, limit } = readTimedPage(page)
  const rows = await sql.rows(
    activitySchema,
    `select ${columns} from "CustomerActivity" where "customerId" = $1
       and ($2::timestamptz is null or ("timestamp", id) < ($2::timestamptz, $3::text))
     order by "timestamp" desc, id desc limit $4`,
    [customerId, after?.at ?? null, after?.id ?? null, limit + 1],
  )
  return timedPageOf(rows, limit, (activity) => ({ at: activity.timestamp, id: activity.id }))
}
