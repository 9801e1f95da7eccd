// The consent ledger: lines are added, never changed.
import { z } from 'zod'
import { type ConsentEntry, consentEntrySchema } from '@/lib/consent/preferences'
import { type ContactChannel, contactChannelSchema } from '@/lib/customers/customer'
import { newId } from '@/lib/shared/ids'
import { momentSchema } from './sql-of'
import type { SqlTx } from './tenant-db'

export const consentRowSchema = consentEntrySchema.extend({ at: momentSchema })

/** The ledger of the customer $1, newest first. */
export const consentsOfCustomer = `select id, channel, purpose, state, source, proof, actor, at from "ConsentEntry"
  where "customerId" = $1 order by at desc, id desc`

/** Newest first. */
export const listConsents = (sql: SqlTx, customerId: string): Promise<ConsentEntry[]> =>
  sql.rows(consentRowSchema, consentsOfCustomer, [customerId])

/** The newest marketing line of each customer and channel. */
export async function currentConsents(
  sql: SqlTx,
  customerIds: readonly string[],
): Promise<ReadonlyMap<string, Partial<Record<ContactChannel, boolean>>>> {
  const rows = await sql.rows(
    z.object({ customerId: z.string(), channel: contactChannelSchema, granted: z.boolean() }),
    `select distinct on ("customerId", channel) "customerId", channel, state = 'granted' as granted from "ConsentEntry"
     where "customerId" = any($1::text[]) and purpose = 'marketing' order by "customerId", channel, at desc, id desc`,
    [[...customerIds]],
  )
  const byCustomer = new Map<string, Partial<Record<ContactChannel, boolean>>>()
  for (const { customerId, channel, granted } of rows)
    byCustomer.set(customerId, { ...byCustomer.get(customerId), [channel]: granted })
  return byCustomer
}

/** Returns the new line's id. */
export async function appendConsent(
  sql: SqlTx,
  tenantId: string,
  customerId: string,
  entry: Omit<ConsentEntry, 'id'>,
): Promise<string> {
  const id = newId()
  await sql.run(
    `insert into "ConsentEntry" ("tenantId", id, "customerId", channel, purpose, state, source, proof, actor, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::timestamptz)`,
    [tenantId, id, customerId, entry.channel, entry.purpose, entry.state, entry.source, entry.proof, entry.actor, entry.at],
  )
  return id
}
