// A mapping that is not saved yet, on one real person: what it would write there and read here. Nothing is written anywhere.
import 'server-only'
import { derivePreferences } from '@/lib/consent/update-preferences'
import { normaliseMapping } from '@/lib/crm/field-mapping'
import type { Customer } from '@/lib/customers/customer'
import { normaliseEmail, normalisePhone } from '@/lib/customers/identity'
import { firstLinkedCustomer } from '@/lib/db/connection-settings-repo'
import type { DashboardContext } from './context'
import { type Catalogued, catalogueOf, type SavedMapping } from './field-mapping-settings'
import { type PreviewRow, previewRows } from './field-mapping-values'

export type { PreviewRow }

export interface MappingPreview {
  /** Null when nobody was found, here or there. An id is null on the side where the person is not. */
  person: { name: string | null; customerId: string | null; externalId: string | null } | null
  rows: PreviewRow[]
  /** The stage that the person's segment would give; null without a segment or a line for it. */
  stage: { segment: string; label: string } | null
}

interface Person {
  ours: Customer | null
  externalId: string | null
  name: string | null
}

/**
 * @param input.who an e-mail, a phone, an id of ours or of theirs; empty: a customer who is linked already
 * Throws `not_found` for a foreign connection, and what the system throws when it does not answer.
 */
export async function previewMapping(
  context: DashboardContext,
  { connectionId, fields, stages, who }: SavedMapping & { connectionId: string; who: string },
): Promise<MappingPreview> {
  const system = await catalogueOf(context, connectionId)
  const person = await findPerson(context, system, connectionId, who.trim())
  if (person.ours === null && person.externalId === null) return { person: null, rows: [], stage: null }
  const { mapping } = normaliseMapping(fields)
  const [catalogue, known, there, consents] = await Promise.all([
    system.listFields(),
    system.listStages(),
    person.externalId === null ? null : system.readFields(person.externalId, [...new Set(Object.values(mapping))]),
    person.ours === null ? [] : context.useCase.store.consents(person.ours.id),
  ])
  const { ours } = person
  const segment = ours?.segment ?? null
  const stage = segment === null || !Object.hasOwn(stages.toStage, segment) ? null : (stages.toStage[segment] ?? null)
  return {
    person: { name: person.name, customerId: ours?.id ?? null, externalId: there === null ? null : person.externalId },
    rows: previewRows(
      mapping,
      catalogue,
      ours === null ? null : { customer: ours, preferences: derivePreferences(ours, consents) },
      there,
    ),
    stage:
      segment === null || stage === null ? null : { segment, label: known.find(({ value }) => value === stage)?.label ?? stage },
  }
}

/** Here first, by link; then there, by what they have in common. */
async function findPerson(context: DashboardContext, system: Catalogued, connectionId: string, who: string): Promise<Person> {
  const ours = await findOurs(context, connectionId, who)
  const link = ours?.links.find((one) => one.connectionId === connectionId && one.kind === 'customer')?.externalId ?? null
  const theirs = link === null ? await findTheirs(context, system, ours, who) : null
  return { ours, externalId: link ?? theirs?.id ?? null, name: nameOf(ours) ?? nameOf(theirs) }
}

async function findOurs(
  { shop, useCase: { store } }: DashboardContext,
  connectionId: string,
  who: string,
): Promise<Customer | null> {
  if (who === '') {
    const id = await firstLinkedCustomer(shop.id, connectionId)
    return id === null ? null : store.get(id)
  }
  const [email, phone] = [normaliseEmail(who), normalisePhone(who, shop.region)]
  if (email !== null) return (await store.findByHandle('email', email))[0] ?? null
  const [byPhone] = phone === null ? [] : await store.findByHandle('phone', phone)
  return byPhone ?? store.get(who)
}

async function findTheirs(
  { shop }: DashboardContext,
  system: Catalogued,
  ours: Customer | null,
  who: string,
): Promise<Customer | null> {
  const email = ours?.email ?? normaliseEmail(who)
  const byEmail = email === null ? null : await system.getCustomerByEmail(email)
  if (byEmail !== null) return byEmail
  const phone = ours?.phone ?? normalisePhone(who, shop.region)
  const byPhone = phone === null ? null : await system.getCustomerByPhone(phone)
  if (byPhone !== null || ours !== null || who === '' || email !== null) return byPhone
  return system.getCustomer(who)
}

const nameOf = (customer: Customer | null): string | null =>
  [customer?.firstName, customer?.lastName].filter((part) => part != null && part !== '').join(' ') || null
