// What a job that asks for agreements has prepared and is still to be sent, a page at a time.
import 'server-only'
import { z } from 'zod'
import type { AskedChannel } from '@/lib/customers/bulk/bulk-limits'
import { readAskable } from './consent-requests'
import { tokenOf } from './preference-token'
import { type SqlTx, tenantDb } from './tenant-db'

const personSchema = z.object({
  id: z.string(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  language: z.string(),
  isLive: z.boolean(),
  mergedIntoId: z.string().nullable(),
})
type Person = z.output<typeof personSchema>

export interface PreparedRequest {
  linkId: string
  token: string
  /** The live customer whose the link is now. */
  customerId: string
  firstName: string | null
  lastName: string | null
  language: string
  address: string
  /** The customer took another in, and so may have more than one link of the job. */
  hasMerged: boolean
}

/** Merges of merges that are followed, as everywhere. */
const mostMerges = 100

/** These customers and all whom they became part of: a statement, and one more a merge. */
async function peopleOf(sql: SqlTx, tenantId: string, ids: readonly string[]): Promise<Map<string, Person>> {
  const people = new Map<string, Person>()
  let wanted = [...new Set(ids)]
  for (let depth = 0; wanted.length > 0 && depth <= mostMerges; depth++) {
    const rows = await sql.rows(
      personSchema,
      `select id, "firstName", "lastName", language, "deletedAt" is null as "isLive", "mergedIntoId" from "Customer"
       where "tenantId" = $1 and id = any($2::text[])`,
      [tenantId, wanted],
    )
    for (const person of rows) people.set(person.id, person)
    const next = new Set(rows.flatMap(({ mergedIntoId }) => (mergedIntoId === null ? [] : [mergedIntoId])))
    wanted = [...next].filter((id) => !people.has(id))
  }
  return people
}

function keptOf(people: ReadonlyMap<string, Person>, id: string): Person | null {
  let person = people.get(id)
  for (let depth = 0; person !== undefined && !person.isLive && depth < mostMerges; depth++)
    person = person.mergedIntoId === null ? undefined : people.get(person.mergedIntoId)
  return person?.isLive === true ? person : null
}

/**
 * By link; `last` is where the next page begins, null after the last one. Who has answered since, is archived or has no address
 * any more is not in it, nor a link whose APP_SECRET is gone.
 */
export const preparedRequests = (
  tenantId: string,
  { jobId, channel, after, limit }: { jobId: string; channel: AskedChannel; after: string; limit: number },
): Promise<{ requests: PreparedRequest[]; last: string | null }> =>
  tenantDb(tenantId).sql(async (sql) => {
    const links = await sql.rows(
      z.object({ id: z.string(), tokenHash: z.string(), customerId: z.string() }),
      `select id, "tokenHash", "customerId" from "PreferenceLink" where "tenantId" = $1 and "bulkJobId" = $2 and id > $3
         and "revokedAt" is null and "expiresAt" > clock_timestamp() order by id limit $4`,
      [tenantId, jobId, after, limit],
    )
    const people = await peopleOf(
      sql,
      tenantId,
      links.map(({ customerId }) => customerId),
    )
    const live = links.flatMap((link) => {
      const person = keptOf(people, link.customerId)
      return person === null ? [] : [{ link, person }]
    })
    const ids = [...new Set(live.map(({ person }) => person.id))]
    const merged = await sql.rows(
      z.object({ id: z.string() }),
      `select distinct "mergedIntoId" as id from "Customer" where "tenantId" = $1 and "mergedIntoId" = any($2::text[])`,
      [tenantId, ids],
    )
    const takers = new Set(merged.map(({ id }) => id))
    const known = await readAskable(sql, tenantId, channel, ids)
    const requests = live.flatMap(({ link, person: { id, firstName, lastName, language } }): PreparedRequest[] => {
      const { address, state } = known.get(id) ?? { address: null, state: null }
      const token = tokenOf(tenantId, link)
      if (address === null || state !== null || token === null) return []
      return [{ linkId: link.id, token, customerId: id, firstName, lastName, language, address, hasMerged: takers.has(id) }]
    })
    return { requests, last: links.at(-1)?.id ?? null }
  })
