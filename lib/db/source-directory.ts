// The customers that a page of people from a linked system may be about, as the plan needs them, locked.
import { z } from 'zod'
import { handleKey, type Known } from '@/lib/customers/import/known-customer'
import { newId } from '@/lib/shared/ids'
import type { KnownLink, PeopleDirectory } from '@/lib/sync/plan-people'
import type { RemotePerson } from '@/lib/sync/remote-person'
import { ownersOf, readKnown } from './import-directory'
import type { SqlTx } from './tenant-db'

export interface SourceDirectory extends PeopleDirectory {
  /** The person is this customer from now on. */
  rememberLink(externalId: string, customer: Known): void
}

/**
 * Live customers by their links: for whom a link says it all, nothing else need be read. As a `buyer` something of theirs will be
 * written, and a merge that runs must come before or after; as a `record` they must have been seen as one before.
 */
export async function linkedCustomers(
  sql: SqlTx,
  connectionId: string,
  externalIds: readonly string[],
  as: 'buyer' | 'record',
): Promise<Map<string, string>> {
  if (externalIds.length === 0) return new Map()
  const links = await sql.rows(
    z.object({ externalId: z.string(), customerId: z.string() }),
    `select "externalId", "customerId" from "ExternalLink"
     where "connectionId" = $1 and "externalId" = any($2::text[])
     ${as === 'record' ? 'and "remoteVersion" is not null' : ''}`,
    [connectionId, externalIds],
  )
  if (links.length === 0) return new Map()
  const live = await sql.rows(
    z.object({ id: z.string() }),
    `select id from "Customer" where id = any($1::text[]) and "deletedAt" is null order by id ${as === 'buyer' ? 'for no key update' : ''}`,
    [[...new Set(links.map(({ customerId }) => customerId))]],
  )
  const ids = new Set(live.map(({ id }) => id))
  return new Map(links.flatMap(({ externalId, customerId }) => (ids.has(customerId) ? [[externalId, customerId]] : [])))
}

interface DirectoryRequest {
  tenantId: string
  connectionId: string
  people: readonly RemotePerson[]
  /** The shop's language, and where agreements that come in this way were given. */
  locale: string
  consentSource: string
}

export async function readSourceDirectory(sql: SqlTx, request: DirectoryRequest): Promise<SourceDirectory> {
  const { tenantId, connectionId, people } = request
  const externalIds = people.map(({ externalId }) => externalId)
  const rows = await sql.rows(
    z.object({ id: z.string(), externalId: z.string(), customerId: z.string(), isSeen: z.boolean() }),
    `select id, "externalId", "customerId", "remoteVersion" is not null as "isSeen" from "ExternalLink" where "connectionId" = $1 and "externalId" = any($2::text[])`,
    [connectionId, externalIds],
  )
  const owners = await ownersOf(
    sql,
    people.flatMap(({ emails, phones }) => [...emails, ...phones]),
  )
  const known = await readKnown(sql, {
    tenantId,
    ids: [...rows.map(({ customerId }) => customerId), ...owners],
    importId: '',
    wantsTeam: false,
    lock: true,
  })
  const erased = await erasedPeople(sql, request, externalIds, known)
  return directoryOf(request, rows, known, erased)
}

interface Erased {
  externalIds: ReadonlySet<string>
  customerIds: ReadonlySet<string>
}

/** An erasure holds for the person: also for whoever he became part of. */
async function erasedPeople(
  sql: SqlTx,
  { tenantId, connectionId }: DirectoryRequest,
  externalIds: readonly string[],
  known: readonly Known[],
): Promise<Erased> {
  const erasures = `from "AuditEvent" a where a."tenantId" = $1 and a.entity = 'customer' and a.action = 'link.erased'
    and a.changes->>'connectionId' = $2`
  const some = await sql.rows(z.object({ id: z.string() }), `select a.id ${erasures} limit 1`, [tenantId, connectionId])
  if (some.length === 0) return { externalIds: new Set(), customerIds: new Set() }
  const ids = await sql.rows(
    z.object({ id: z.string() }),
    `select distinct a.changes->>'externalId' as id ${erasures} and a.changes->>'externalId' = any($3::text[])`,
    [tenantId, connectionId, externalIds],
  )
  const customers = await sql.rows(
    z.object({ id: z.string() }),
    `with recursive up (id, next, depth) as (
       select c.id, c."mergedIntoId", 0 from (select distinct a."entityId" as id ${erasures}) gone
         join "Customer" c on c."tenantId" = $1 and c.id = gone.id
       union all select c.id, c."mergedIntoId", up.depth + 1 from up
         join "Customer" c on c."tenantId" = $1 and c.id = up.next where up.depth < 100)
     select distinct id from up where next is null and id = any($3::text[])`,
    [tenantId, connectionId, known.map(({ id }) => id)],
  )
  return { externalIds: new Set(ids.map(({ id }) => id)), customerIds: new Set(customers.map(({ id }) => id)) }
}

function directoryOf(
  { locale, consentSource }: DirectoryRequest,
  rows: readonly { id: string; externalId: string; customerId: string; isSeen: boolean }[],
  known: readonly Known[],
  erased: Erased,
): SourceDirectory {
  const byId = new Map(known.map((customer) => [customer.id, customer]))
  const byKey = new Map<string, Known[]>()
  const learn = (customer: Known): void => {
    byId.set(customer.id, customer)
    for (const handle of customer.handles) {
      const owners = byKey.get(handleKey(handle)) ?? []
      if (!owners.includes(customer)) byKey.set(handleKey(handle), [...owners, customer])
    }
  }
  for (const customer of known) learn(customer)
  const links = new Map<string, KnownLink>(
    rows.map(({ id, externalId, customerId, isSeen }) => [externalId, { id, customer: byId.get(customerId) ?? null, isSeen }]),
  )
  return {
    settings: { policy: 'fill', overTeam: false, consentSource },
    locale,
    newId,
    learn,
    byId: (id) => byId.get(id) ?? null,
    byHandle: (handle) => byKey.get(handleKey(handle)) ?? [],
    linkOf: (externalId) => links.get(externalId) ?? null,
    isErased: (externalId) => erased.externalIds.has(externalId),
    wasErased: (customerId) => erased.customerIds.has(customerId),
    rememberLink: (externalId, customer) => void links.set(externalId, { id: '', customer, isSeen: true }),
  }
}
