// The shop's live fields of customers for the mapping screen.
import type { ExternalField, MissingField } from '@/lib/customers/field-catalogue'
import type { ShopifyAccount } from './account'
import { externalField, forgetDefinitions } from './definitions'
import { metafieldName, namespace, ownMetafields } from './own-metafields'
import { answers, gid, isId } from './schema'

/** The one field of Shopify's own that can be chosen: a note, which anybody overwrites. */
const note: ExternalField = { name: 'note', label: 'Note', type: 'text', writable: true, maxLength: 5_000, choices: [] }

export async function listFields(account: ShopifyAccount): Promise<ExternalField[]> {
  forgetDefinitions(account.name)
  const definitions = await account.definitions()
  const own = [...definitions.values()].filter((definition) => definition.namespace !== namespace).map(externalField)
  return [note, ...own].sort((a, b) => a.label.localeCompare(b.label))
}

/** Ours, and those of the shop's mapping that nobody defines any more. */
export async function missingFields(account: ShopifyAccount): Promise<MissingField[]> {
  forgetDefinitions(account.name)
  const there = await account.definitions()
  const own = ownMetafields.flatMap(({ key, type }): MissingField[] => {
    const name = `${namespace}.${key}`
    const found = there.get(name)
    if (found === undefined) return [{ name, why: 'absent' }]
    return found.type.name === type ? [] : [{ name, why: 'wrong_type' }]
  })
  const mapped = account.shop.mapped.filter((name) => !there.has(name))
  return [...own, ...mapped.map((name): MissingField => ({ name, why: 'absent' }))]
}

export async function readFields(
  account: ShopifyAccount,
  id: string,
  names: readonly string[],
): Promise<Record<string, string | null> | null> {
  if (!isId(id)) return null
  const keys = names.filter((name) => metafieldName(name) !== null)
  const { customer } = await account.client.run(account.operations.customerMetafields, answers.customerMetafields, {
    id: gid('Customer', id),
    first: Math.max(1, Math.min(250, keys.length)),
    keys,
  })
  if (customer === null) return null
  const found = new Map(customer.metafields.nodes.map((field) => [`${field.namespace}.${field.key}`, field.value]))
  return Object.fromEntries(names.map((name) => [name, name === 'note' ? customer.note : (found.get(name) ?? null)]))
}
