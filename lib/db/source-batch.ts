// A page of people and orders from a linked system takes effect: planned under locks and written with a handful of statements,
// in the caller's transaction.
import 'server-only'
import { z } from 'zod'
import type { RemoteOrder } from '@/lib/customers/remote-order'
import type { Known } from '@/lib/customers/import/known-customer'
import type { Effect } from '@/lib/customers/import/plan-row'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import { type Base, type Side, sideOf } from '@/lib/sync/base'
import { remoteVersionOf } from '@/lib/sync/establish-link'
import { type PlannedPerson, planPerson } from '@/lib/sync/plan-people'
import { personKey, personOfBuyer, type RemotePerson } from '@/lib/sync/remote-person'
import { notifyScreens } from './announce-many'
import { ChangedIdentities } from './changed-identities'
import { queueRefresh } from './changed-segments'
import { linkOfRecord, removeLink, syncActor } from './external-link-repo'
import { type WriteContext, writeEffects } from './import-write'
import { LeavingChanges } from './leaving-changes'
import { type AttributedOrder, cancelOrder, keepOrders, knownOrders, type OrderContext } from './order-batch'
import { readSourceDirectory, type SourceDirectory } from './source-directory'
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

export interface SourcePage {
  /** Customers' records. */
  people: readonly RemotePerson[]
  orders: readonly RemoteOrder[]
  /** Ids of records and of orders that are not there any more. */
  gonePeople: readonly string[]
  goneOrders: readonly string[]
}

export interface SourceContext {
  sql: SqlTx
  shop: Shop
  source: Source
  at: Date
}

/** Customers who look otherwise than before; `people` are those who may be known by something new. */
export interface SourceOutcome {
  changed: string[]
  people: string[]
  /** People who were erased over there, and orders of nobody or of them. */
  skipped: number
}

/** So many changed customers are told one by one, to open screens and to the jobs that follow; more are told together. */
const mostNamed = 50

type Here = Extract<PlannedPerson, { kind: 'here' }>
const actor: Actor = syncActor

/** Unique violations are the caller's: somebody made one of these people at the same moment, and the page is planned anew. */
export async function receivePage(context: SourceContext, page: SourcePage): Promise<SourceOutcome> {
  const orderContext = orderContextOf(context)
  const orders = [...new Map(page.orders.map((order) => [order.externalId, order])).values()]
  const known = await knownOrders(
    orderContext,
    orders.map(({ externalId }) => externalId),
  )
  /** An order that stands here is whose it is, until its buyer is called otherwise over there. */
  const wantsBuyer = ({ externalId, buyer }: RemoteOrder): boolean =>
    buyer !== null && known.get(externalId)?.buyerId !== buyer.externalId
  const buyers = new Map<string, RemotePerson>()
  for (const { externalId, buyer } of orders.filter(wantsBuyer)) {
    const person = buyer === null ? null : personOfBuyer(buyer)
    if (person !== null) buyers.set(externalId, person)
  }
  const isRecord = new Set(page.people.map(personKey))
  const people = new Map([...buyers.values(), ...page.people].map((person) => [personKey(person), person]))

  const planned = new Map<string, PlannedPerson>()
  if (people.size > 0) {
    const directory = await readSourceDirectory(context.sql, {
      tenantId: context.shop.id,
      connectionId: context.source.connectionId,
      people: [...people.values()],
      locale: context.shop.locale,
      consentSource: context.source.vendor,
    })
    for (const [key, person] of people) planned.set(key, plan(person, directory, !isRecord.has(key)))
  }
  const here = [...planned.values()].filter((one): one is Here => one.kind === 'here')
  await writePeople(context, here)
  await endLinks(context, page.gonePeople)

  const attributed = orders.flatMap((order): AttributedOrder[] => {
    const person = buyers.get(order.externalId)
    const buyer = person === undefined ? undefined : planned.get(personKey(person))
    const customerId = buyer?.kind === 'here' ? buyer.effect.customer.id : known.get(order.externalId)?.customerId
    return customerId === undefined ? [] : [{ order, customerId }]
  })
  const ordered = await keepOrders(orderContext, attributed, known)
  for (const externalId of page.goneOrders) ordered.push(...(await cancelOrder(orderContext, externalId, context.at)))

  const touched = here
    .filter(({ effect, link }) => effect.kind !== 'same' || link !== null)
    .map(({ effect }) => effect.customer.id)
  const changed = [...new Set([...touched, ...ordered])].sort()
  const erased = page.people.filter((person) => planned.get(personKey(person))?.kind === 'erased').length
  return { changed, people: touched, skipped: erased + orders.length - attributed.length }
}

const orderContextOf = ({ sql, shop, source }: SourceContext): OrderContext => ({
  sql,
  shop,
  actor,
  source: source.orderSource,
  system: source.vendor,
  connectionId: source.connectionId,
})

/** Nobody who was linked is taken away here: the record over there is not his any more. */
async function endLinks({ sql, shop, source }: SourceContext, externalIds: readonly string[]): Promise<void> {
  for (const externalId of externalIds) {
    const link = await linkOfRecord(sql, source.connectionId, externalId)
    if (link !== null) await removeLink(sql, shop.id, source.connectionId, link, 'gone')
  }
}

function plan(person: RemotePerson, directory: SourceDirectory, isBuying: boolean): PlannedPerson {
  const planned = planPerson(person, directory, isBuying)
  if (planned.kind === 'here' && planned.link !== null) directory.rememberLink(person.externalId, planned.effect.customer)
  return planned
}

async function writePeople(context: SourceContext, people: readonly Here[]): Promise<void> {
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
const baseOf = ({ person: { record }, effect }: Here): Base | null =>
  record === null || effect.kind !== 'create'
    ? null
    : { format: 1, local: mirrorOf(effect.customer), remote: sideOf(record), optIn: null, seen: null }

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
          base: baseOf({ kind: 'here', person, effect, link, sharedNumbers: [] }),
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

/**
 * Who looks for duplicates, keeps segments and shows screens hears of the changed customers: each by himself, or, when they
 * are many, not yet (false): then `announceMany` is due at the end.
 */
export async function tellChanged({ sql, shop }: SourceContext, { changed, people }: SourceOutcome): Promise<boolean> {
  if (changed.length > mostNamed) return false
  if (changed.length === 0) return true
  const identities = new ChangedIdentities()
  identities.add(...people)
  await identities.write(sql, shop.id)
  await queueRefresh(sql, shop.id, changed)
  for (const customerId of changed) await notifyScreens(sql, { tenantId: shop.id, kind: 'activity', customerId })
  return true
}
