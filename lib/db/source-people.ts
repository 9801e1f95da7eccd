// The people of a page from a linked system, written: who is new, what was empty, whose number is shared, and who is linked to whom.
import { z } from 'zod'
import type { Known } from '@/lib/customers/import/known-customer'
import type { Effect } from '@/lib/customers/import/plan-row'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { type Base, type Side, sideOf } from '@/lib/sync/base'
import { remoteVersionOf } from '@/lib/sync/establish-link'
import type { PlannedPerson } from '@/lib/sync/plan-people'
import type { RemotePerson } from '@/lib/sync/remote-person'
import { syncActor } from './external-link-repo'
import { type WriteContext, writeEffects } from './import-write'
import { LeavingChanges } from './leaving-changes'
import { insertCustomerAudits, insertTimelineLines } from './tell-many'
import type { SqlTx } from './tenant-db'

/** The link that a page comes from. */
export interface Source {
  connectionId: string
  vendor: string
  role: 'primary' | 'source'
  /** Whose order numbers they are. */
  orderSource: string
}

export interface SourceContext {
  sql: SqlTx
  shop: Shop
  source: Source
  at: Date
}

/** Somebody who is a customer here when the page is done. */
export type Here = Extract<PlannedPerson, { kind: 'here' }>
const actor: Actor = syncActor

export async function writePeople(context: SourceContext, people: readonly Here[]): Promise<void> {
  const { sql, shop, source } = context
  const { vendor: system, connectionId } = source
  const changes = new LeavingChanges()
  const origin = {
    source: system,
    proof: null,
    action: 'source.customer',
    audit: { connectionId },
    timeline: { system, connectionId },
  }
  const write: WriteContext = { sql, shop, actor, origin, changes }
  await shareNumbers(context, people)
  await writeEffects(
    write,
    people.map(({ effect }): Effect => effect),
  )
  await writeLinks(context, people)
  await noteSeen(context, people)
  // To the system that they come from nothing of it leaves: it has it.
  if (source.role === 'source') await changes.write(sql, { inBulk: true })
}

/** A number is another customer's as well from now on: both are told so. */
async function shareNumbers({ sql, shop, source }: SourceContext, people: readonly Here[]): Promise<void> {
  const numbers = [...new Set(people.flatMap(({ sharedNumbers }) => sharedNumbers))].sort()
  if (numbers.length === 0) return
  const owners = await sql.rows(
    z.object({ customerId: z.string(), value: z.string() }),
    `update "CustomerHandle" set shared = true
     where "tenantId" = $1 and kind = 'phone' and value = any($2::text[]) and "deletedAt" is null and not shared
     returning "customerId", value`,
    [shop.id, numbers],
  )
  await insertCustomerAudits(
    sql,
    shop.id,
    actor,
    owners.map(({ customerId }) => ({
      customerId,
      action: 'handle.share',
      changes: { kind: 'phone', connectionId: source.connectionId },
    })),
  )
}

const primaryOf = ({ handles }: Known, kind: string): string | null =>
  handles.find((handle) => handle.kind === kind && handle.isPrimary)?.value ?? null

const mirrorOf = (customer: Known): Side => ({
  firstName: customer.fields.firstName,
  lastName: customer.fields.lastName,
  email: primaryOf(customer, 'email'),
  phone: primaryOf(customer, 'phone'),
  preferredChannel: customer.fields.preferredChannel,
  language: customer.fields.language,
  segment: customer.fields.segment,
  tags: [...customer.tags.values()].sort(),
  metadata: customer.metadata,
})

/** Whoever was made from a record agrees with it; whoever was found has agreed on nothing yet. */
const baseOf = ({ record }: RemotePerson, { kind, customer }: Effect): Base | null =>
  record === null || kind !== 'create'
    ? null
    : { format: 1, local: mirrorOf(customer), remote: sideOf(record), optIn: null, seen: null }

/** Whoever was known by an order alone is known by the record now: what it held has been taken in, once. */
async function noteSeen({ sql, shop }: SourceContext, people: readonly Here[]): Promise<void> {
  const seen = people.flatMap(({ seen: id, person: { record } }) =>
    id === null || id === '' || record === null ? [] : [{ id, version: remoteVersionOf(record) }],
  )
  if (seen.length === 0) return
  await sql.run(
    `update "ExternalLink" l set "remoteVersion" = n.version, "updatedAt" = now()
     from jsonb_to_recordset($2::jsonb) n (id text, version text) where l."tenantId" = $1 and l.id = n.id`,
    [shop.id, JSON.stringify(seen)],
  )
}

async function writeLinks({ sql, shop, source }: SourceContext, people: readonly Here[]): Promise<void> {
  const { connectionId, vendor: system } = source
  const linked = people.flatMap((one) => (one.link === null ? [] : [{ ...one, link: one.link }]))
  if (linked.length === 0) return
  const former = linked.flatMap(({ link }) => (link.replaces === null || link.replaces === '' ? [] : [link.replaces]))
  if (former.length > 0)
    await sql.run(`delete from "ExternalLink" where "tenantId" = $1 and id = any($2::text[])`, [shop.id, former])
  await sql.run(
    `insert into "ExternalLink" ("tenantId", id, "connectionId", "customerId", "externalId", kind, base, "remoteVersion", evidence)
     select $1, n.id, $2, n."customerId", n."externalId", n.kind, n.base, n.version, n.evidence
     from jsonb_to_recordset($3::jsonb) n (id text, "customerId" text, "externalId" text, kind text, base jsonb, version text, evidence jsonb)
     order by n."externalId"`,
    [
      shop.id,
      connectionId,
      JSON.stringify(
        linked.map(({ person, effect, link }) => ({
          id: newId(),
          customerId: effect.customer.id,
          externalId: person.externalId,
          kind: person.kind,
          base: baseOf(person, effect),
          version: person.record === null ? null : remoteVersionOf(person.record),
          evidence: link.evidence,
        })),
      ),
    ],
  )
  const found = linked.filter(({ effect }) => effect.kind !== 'create')
  await insertTimelineLines(
    sql,
    shop.id,
    found.map(({ effect, link: { evidence } }) => ({
      customerId: effect.customer.id,
      type: 'synced',
      description: '',
      metadata: { system, connectionId, action: 'linked', evidence },
    })),
  )
  await insertCustomerAudits(
    sql,
    shop.id,
    actor,
    linked.map(({ person, effect, link }) => ({
      customerId: effect.customer.id,
      action: 'link.found',
      // Which kind of handle agreed, never the handle itself.
      changes: { connectionId, externalId: person.externalId, by: link.evidence.by },
    })),
  )
}
