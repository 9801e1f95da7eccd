// Which fields of its own a shop has defined on customers, remembered for a while.
import type { ExternalField } from '@/lib/customers/field-catalogue'
import type { ShopifyClient } from './client'
import { kindOf } from './metafield-value'
import type { Operations } from './operations'
import { answers, type WireDefinition, type WirePage } from './schema'

/** By `namespace.key`. */
export type DefinitionMap = ReadonlyMap<string, WireDefinition>

/** Milliseconds that definitions are believed. */
const age = 5 * 60_000
const mostAccounts = 100
const pageSize = 100
const remembered = new Map<string, { definitions: Promise<DefinitionMap>; at: number }>()

/** Shared by all systems of a shop in this process. Throws what the client throws. */
export function definitionsOf(account: string, client: ShopifyClient, operations: Operations): Promise<DefinitionMap> {
  const known = remembered.get(account)
  if (known !== undefined && Date.now() - known.at < age) return known.definitions
  const definitions = read(client, operations)
  const entry = { definitions, at: Date.now() }
  remembered.delete(account)
  remembered.set(account, entry)
  const [oldest] = remembered.keys()
  if (remembered.size > mostAccounts && oldest !== undefined) remembered.delete(oldest)
  definitions.catch(() => {
    if (remembered.get(account) === entry) remembered.delete(account)
  })
  return definitions
}

export const forgetDefinitions = (account: string): void => void remembered.delete(account)

async function read(client: ShopifyClient, operations: Operations): Promise<DefinitionMap> {
  const found = new Map<string, WireDefinition>()
  for (let after: string | null = null; ;) {
    const page: WirePage<WireDefinition> = (
      await client.run(operations.definitions, answers.definitions, { first: pageSize, after })
    ).metafieldDefinitions
    for (const definition of page.nodes) found.set(`${definition.namespace}.${definition.key}`, definition)
    if (!page.pageInfo.hasNextPage || page.pageInfo.endCursor === null) return found
    after = page.pageInfo.endCursor
  }
}

/** Characters of a text at most. https://shopify.dev/docs/apps/build/custom-data/metafields/metafield-limits */
const longest: Readonly<Record<string, number>> = { single_line_text_field: 65_536, multi_line_text_field: 65_536 }

export function externalField({ namespace, key, name, type, validations }: WireDefinition): ExternalField {
  const choices = kindOf(type.name) === 'text' ? choicesOf(validations) : []
  return {
    name: `${namespace}.${key}`,
    label: name,
    type: choices.length > 0 ? 'choice' : kindOf(type.name),
    writable: true,
    maxLength: longest[type.name] ?? null,
    choices: choices.map((value) => ({ value, label: value })),
  }
}

/** A list of allowed values is a rule of the definition, written as JSON. */
function choicesOf(validations: WireDefinition['validations']): string[] {
  const list = validations.find(({ name }) => name === 'choices')?.value
  try {
    const parsed: unknown = JSON.parse(list ?? '[]')
    return Array.isArray(parsed) ? parsed.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}
