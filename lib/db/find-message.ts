// Whose message it is, by the door's own id of it.
import 'server-only'
import { z } from 'zod'
import { tenantDb } from './tenant-db'

/** Null while the message is not stored yet (or never will be). */
export async function customerOfMessage(tenantId: string, channelId: string, externalId: string): Promise<string | null> {
  const [row] = await tenantDb(tenantId).sql((sql) =>
    sql.rows(
      z.object({ customerId: z.string() }),
      `select "customerId" from "Message" where "channelId" = $1 and "externalId" = $2`,
      [channelId, externalId],
    ),
  )
  return row?.customerId ?? null
}
