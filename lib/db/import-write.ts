// The effects of a batch on customers, from a file or from a linked system, each kind with one statement for all of them.
import type { Metadata } from '@/lib/customers/customer'
import { reversedDigits } from '@/lib/customers/identity'
import { changedFields } from '@/lib/customers/import/import-report'
import type { KnownHandle } from '@/lib/customers/import/known-customer'
import type { Effect } from '@/lib/customers/import/plan-row'
import type { Actor, Shop } from '@/lib/customers/use-case'
import { newId } from '@/lib/shared/ids'
import type { LeavingChanges } from './leaving-changes'
import { holdTags } from './tag-repo'
import { insertCustomerAudits, insertTimelineLines } from './tell-many'
import type { SqlTx } from './tenant-db'

export interface WriteContext {
  sql: SqlTx
  shop: Shop
  actor: Actor
  origin: Origin
  changes: LeavingChanges
}

/** Where the effects come from. */
export interface Origin {
  /** Of handles and agreements. */
  source: string
  proof: string | null
  /** In the audit log, before `-create` and `-update`. */
  action: string
  audit: Metadata
  timeline: Metadata
}

interface PersonEffect {
  effect: Effect
  isNew: boolean
  fields: Set<string>
  consents: { channel: string; granted: boolean }[]
}

/** Rows about one customer are one effect on the customer: what they add up to is in the plan's own copy of him. */
function byCustomer(effects: readonly Effect[]): PersonEffect[] {
  const people = new Map<string, PersonEffect>()
  for (const effect of effects) {
    const { id } = effect.customer
    const person = people.get(id) ?? { effect, isNew: effect.kind === 'create', fields: new Set(), consents: [] }
    for (const field of changedFields(effect.changes)) person.fields.add(field)
    person.consents.push(...effect.changes.consents)
    people.set(id, person)
  }
  return [...people.values()].filter(({ isNew, fields }) => isNew || fields.size > 0)
}

export async function writeEffects(context: WriteContext, effects: readonly Effect[]): Promise<void> {
  const people = byCustomer(effects)
  if (people.length === 0) return
  await insertCustomers(
    context,
    people.filter(({ isNew }) => isNew),
  )
  await insertHandles(context, effects)
  await insertTags(context, effects)
  await updateCustomers(
    context,
    people.filter(({ isNew }) => !isNew),
  )
  await promoteHandles(context, effects)
  await insertConsents(context, people)
  await tell(context, people)
  for (const { effect, isNew, fields } of people) {
    context.changes.customer(effect.customer.id, isNew ? [] : [...fields])
    if (fields.has('consents')) context.changes.preferences(effect.customer.id)
  }
}

const primaryOf = (handles: readonly KnownHandle[], kind: string): string | null =>
  handles.find((handle) => handle.kind === kind && handle.isPrimary)?.value ?? null

const rowOf = ({ effect: { customer } }: PersonEffect) => ({
  id: customer.id,
  ...customer.fields,
  metadata: customer.metadata,
  phone: primaryOf(customer.handles, 'phone'),
  email: primaryOf(customer.handles, 'email'),
})
const customerRecord = `(id text, "firstName" text, "lastName" text, language text, "preferredChannel" text, segment text,
  metadata jsonb, phone text, email text)`

async function insertCustomers({ sql, shop }: WriteContext, people: PersonEffect[]): Promise<void> {
  if (people.length === 0) return
  await sql.run(
    `insert into "Customer" ("tenantId", id, "firstName", "lastName", language, "preferredChannel", segment, metadata, phone, email, "createdAt", "updatedAt")
     select $1, n.id, n."firstName", n."lastName", n.language, n."preferredChannel", n.segment, n.metadata, n.phone, n.email, moment, moment
     from clock_timestamp() moment, jsonb_to_recordset($2::jsonb) n ${customerRecord}`,
    [shop.id, JSON.stringify(people.map(rowOf))],
  )
}

async function updateCustomers({ sql, shop }: WriteContext, people: PersonEffect[]): Promise<void> {
  if (people.length === 0) return
  await sql.run(
    `update "Customer" c set "firstName" = n."firstName", "lastName" = n."lastName", language = n.language,
       "preferredChannel" = n."preferredChannel", segment = n.segment, metadata = n.metadata, phone = n.phone, email = n.email,
       version = c.version + 1, "updatedAt" = clock_timestamp()
     from jsonb_to_recordset($2::jsonb) n ${customerRecord} where c."tenantId" = $1 and c.id = n.id`,
    [shop.id, JSON.stringify(people.map(rowOf))],
  )
  for (const { effect } of people) if (effect.customer.version !== null) effect.customer.version++
}

/**
 * In one order, so that two imports of the same people wait for each other instead of dying. A handle that somebody takes at
 * the same moment violates the unique index, and the batch is planned anew: then its owner is found.
 */
async function insertHandles({ sql, shop, origin }: WriteContext, effects: readonly Effect[]): Promise<void> {
  const handles = effects.flatMap(({ customer, changes }) =>
    changes.handles.map(({ id, kind, value, raw, shared }) => ({
      id,
      customerId: customer.id,
      kind,
      value,
      raw,
      digits: reversedDigits(kind, value),
      shared,
      // As the plan has it at the batch's end: a later row may have changed which one leads.
      primary: customer.handles.find((own) => own.id === id)?.isPrimary ?? false,
    })),
  )
  if (handles.length === 0) return
  await sql.run(
    `insert into "CustomerHandle" ("tenantId", id, "customerId", kind, value, raw, "reversedDigits", source, "isPrimary", shared)
     select $1, n.id, n."customerId", n.kind, n.value, n.raw, n.digits, $3, n."primary", n.shared
     from jsonb_to_recordset($2::jsonb) n (id text, "customerId" text, kind text, value text, raw text, digits text, "primary" boolean, shared boolean)
     order by n.kind, n.value`,
    [shop.id, JSON.stringify(handles), origin.source],
  )
}

async function promoteHandles({ sql, shop }: WriteContext, effects: readonly Effect[]): Promise<void> {
  const touched = effects.filter(
    ({ kind, changes }) =>
      kind === 'change' && (changes.promoted.length > 0 || changes.handles.some(({ isPrimary }) => isPrimary)),
  )
  if (touched.length === 0) return
  const handles = touched.flatMap(({ customer }) => customer.handles)
  await sql.run(
    `update "CustomerHandle" h set "isPrimary" = n."primary"
     from (select unnest($2::text[]) as id, unnest($3::text[])::boolean as "primary") n
     where h."tenantId" = $1 and h.id = n.id and h."isPrimary" <> n."primary"`,
    [shop.id, handles.map(({ id }) => id), handles.map(({ isPrimary }) => String(isPrimary))],
  )
}

async function insertTags({ sql, shop }: WriteContext, effects: readonly Effect[]): Promise<void> {
  const names = new Map<string, string>()
  const worn: { customerId: string; key: string }[] = []
  for (const { customer, changes } of effects)
    for (const { key, name } of changes.tags) {
      if (!names.has(key)) names.set(key, name)
      worn.push({ customerId: customer.id, key })
    }
  if (worn.length === 0) return
  await holdTags(sql, shop.id, names)
  await sql.run(
    `insert into "CustomerTag" ("tenantId", "customerId", "tagId")
     select $1, n."customerId", t.id from unnest($2::text[], $3::text[]) as n ("customerId", key)
     join "Tag" t on t."tenantId" = $1 and t.key = n.key and t."deletedAt" is null order by n."customerId", t.id on conflict do nothing`,
    [shop.id, worn.map(({ customerId }) => customerId), worn.map(({ key }) => key)],
  )
}

async function insertConsents({ sql, shop, actor, origin }: WriteContext, people: PersonEffect[]): Promise<void> {
  const lines = people.flatMap(({ effect, consents }) =>
    consents.map(({ channel, granted }) => ({
      id: newId(),
      customerId: effect.customer.id,
      channel,
      state: granted ? 'granted' : 'denied',
    })),
  )
  if (lines.length === 0) return
  await sql.run(
    `insert into "ConsentEntry" ("tenantId", id, "customerId", channel, purpose, state, source, proof, actor, at)
     select $1, n.id, n."customerId", n.channel, 'marketing', n.state, $3, $4, $5, clock_timestamp()
     from jsonb_to_recordset($2::jsonb) n (id text, "customerId" text, channel text, state text)`,
    [shop.id, JSON.stringify(lines), origin.source, origin.proof, actor.name],
  )
}

/** The timeline's line and the audit's line of each customer. */
async function tell({ sql, shop, actor, origin }: WriteContext, people: PersonEffect[]): Promise<void> {
  await insertTimelineLines(
    sql,
    shop.id,
    people.map(({ effect, isNew, fields, consents }) => ({
      customerId: effect.customer.id,
      type: isNew ? 'customer_created' : 'customer_updated',
      description: '',
      metadata: {
        ...origin.timeline,
        ...(isNew ? {} : { fields: [...fields] }),
        ...(consents.length > 0 ? { changes: consents } : {}),
      },
    })),
  )
  await insertCustomerAudits(
    sql,
    shop.id,
    actor,
    people.map(({ effect, isNew, fields }) => ({
      customerId: effect.customer.id,
      action: `${origin.action}-${isNew ? 'create' : 'update'}`,
      changes: { ...origin.audit, fields: [...fields] },
    })),
  )
}
