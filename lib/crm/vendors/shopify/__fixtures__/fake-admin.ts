// The fake's Admin API: our operations run by graphql-js against Shopify's published schema, over a shop's memory. What the
// schema does not have cannot be asked, and what it wants cannot be left out.
import { readFileSync } from 'node:fs'
import { buildSchema, type DocumentNode, execute, type ExecutionResult, GraphQLError, parse, specifiedRules, validate } from 'graphql'
import { costOf, type FakeBucket, mostOfOneCall } from './fake-cost'
import { changeTags, customerCreate, customerDelete, customerMerge, customerUpdate, idIn, metafieldDefinitionCreate, metafieldsDelete, metafieldsSet, ownerOf, ownerOfUnique, setConsent } from './fake-mutations'
import { matcherOf } from './fake-search'
import type { FakeBulk, FakeCustomer, FakeOrder, FakeShop } from './fake-shop'
import { iso } from './fake-shop'
import { connection, customerView, orderView, type PageArguments } from './fake-views'

export const adminSchema = buildSchema(readFileSync(new URL('admin-schema.graphql', import.meta.url), 'utf8'))

const refuse = (message: string, code: string): never => {
  throw new GraphQLError(message, { extensions: { code } })
}

/** Scopes of root fields; writing implies reading. */
const needs: Readonly<Record<string, string>> = {
  customer: 'read_customers',
  customers: 'read_customers',
  customersCount: 'read_customers',
  customerByIdentifier: 'read_customers',
  order: 'read_orders',
  orders: 'read_orders',
  ordersCount: 'read_orders',
  customerMergeJobStatus: 'read_customer_merge',
  customerMerge: 'write_customer_merge',
  customerCreate: 'write_customers',
  customerUpdate: 'write_customers',
  customerDelete: 'write_customers',
  tagsAdd: 'write_customers',
  tagsRemove: 'write_customers',
  metafieldsSet: 'write_customers',
  metafieldsDelete: 'write_customers',
}

interface Searched extends PageArguments {
  query?: string | null
  sortKey?: string
}

const customerIndex = (one: FakeCustomer) => ({
  words: [one.firstName ?? '', one.lastName ?? '', one.email ?? '', one.phone ?? '', one.note ?? ''],
  fields: { email: one.email, phone: one.phone, tag: one.tags, updated_at: one.updatedAt, first_name: one.firstName, last_name: one.lastName },
})

function rootOf(shop: FakeShop, scopes: readonly string[]): Record<string, unknown> {
  const granted = new Set(scopes.flatMap((scope) => [scope, scope.replace(/^write_/, 'read_')]))
  const seen = <T extends { updatedAt: number }>(rows: readonly T[], query: string | null | undefined): T[] => {
    if (query === null || query === undefined || query.trim() === '') return [...rows]
    return rows.filter(({ updatedAt }) => shop.options.searchLag === 0 || updatedAt <= Date.now() - shop.options.searchLag)
  }
  const customers = (args: Searched) => {
    const fits = matcherOf(args.query)
    const rows = seen(shop.allLive(), args.query).filter((one) => fits(customerIndex(one)))
    return connection(rows, (one) => (args.sortKey === 'UPDATED_AT' ? one.updatedAt : one.id), (one) => customerView(shop, one), args)
  }
  const orders = (args: Searched) => {
    const fits = matcherOf(args.query)
    const rows = seen([...shop.orders.values()], args.query).filter((one: FakeOrder) => fits({ words: [one.name], fields: { updated_at: one.updatedAt } }))
    return connection(rows, (one) => (args.sortKey === 'UPDATED_AT' ? one.updatedAt : one.id), (one) => orderView(shop, one), args)
  }
  const byIdentifier = ({ id, emailAddress, phoneNumber, customId }: { id?: string; emailAddress?: string; phoneNumber?: string; customId?: { namespace?: string; key: string; value: string } }): FakeCustomer | null => {
    if (id !== undefined) return shop.live(idIn(id))
    if (emailAddress !== undefined) return ownerOf(shop, 'email', emailAddress) ?? null
    if (phoneNumber !== undefined) return ownerOf(shop, 'phone', phoneNumber) ?? null
    const name = `${customId?.namespace ?? 'app'}.${customId?.key ?? ''}`
    if (shop.definitions.get(name)?.type !== 'id') return refuse("Metafield definition of type 'id' is required when using custom ids.", 'NOT_FOUND')
    return ownerOfUnique(shop, name, customId?.value ?? '') ?? null
  }
  const viewOrNull = (one: FakeCustomer | null) => (one === null ? null : customerView(shop, one))
  const resolvers: Record<string, (args: never) => unknown> = {
    shop: () => ({
      id: `gid://shopify/Shop/1`,
      name: shop.domain.replace('.myshopify.com', ''),
      myshopifyDomain: shop.domain,
      currencyCode: shop.currency,
      customerTags: ({ first }: { first: number }) => ({ nodes: [...new Set(shop.allLive().flatMap(({ tags }) => tags))].sort().slice(0, first), edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false } }),
    }),
    currentAppInstallation: () => ({ id: 'gid://shopify/AppInstallation/1', accessScopes: [...granted].map((handle) => ({ handle, description: handle })) }),
    customer: ({ id }: { id: string }) => viewOrNull(shop.live(idIn(id))),
    customerByIdentifier: ({ identifier }: { identifier: Parameters<typeof byIdentifier>[0] }) => viewOrNull(byIdentifier(identifier)),
    customers,
    customersCount: ({ limit }: { limit?: number | null }) => ({ count: Math.min(shop.allLive().length, limit ?? Infinity), precision: 'EXACT' }),
    order: ({ id }: { id: string }) => {
      const order = shop.orders.get(idIn(id))
      return order === undefined ? null : orderView(shop, order)
    },
    orders,
    ordersCount: ({ limit }: { limit?: number | null }) => ({ count: Math.min(shop.orders.size, limit ?? Infinity), precision: 'EXACT' }),
    events: (args: Searched) => {
      shop.settle()
      const fits = matcherOf(args.query)
      const rows = shop.events.filter((event) => fits({ words: [], fields: { action: event.action, subject_type: event.subjectType, created_at: event.createdAt } }))
      return connection(rows, ({ createdAt }) => createdAt, (event) => ({ __typename: 'BasicEvent', ...event, createdAt: iso(event.createdAt) }), args)
    },
    metafieldDefinitions: (args: PageArguments) =>
      connection([...shop.definitions.values()].map((definition, at) => ({ ...definition, id: String(at) })), ({ id }) => Number(id), (definition) => ({ ...definition, type: { name: definition.type, category: 'x' }, validations: definition.validations.map((one) => ({ ...one, type: 'x' })) }), args),
    customerMergeJobStatus: ({ jobId }: { jobId: string }) => {
      shop.settle()
      const merge = shop.merges.get(jobId)
      return merge === undefined ? null : { jobId, status: merge.status, resultingCustomerId: `gid://shopify/Customer/${merge.keptId}`, customerMergeErrors: [] }
    },
    bulkOperation: ({ id }: { id: string }) => {
      const bulk = shop.bulks.get(id)
      return bulk === undefined ? null : bulkView(shop, bulk)
    },
    customerCreate: (args: Parameters<typeof customerCreate>[1]) => customerCreate(shop, args),
    customerUpdate: (args: Parameters<typeof customerUpdate>[1]) => customerUpdate(shop, args),
    customerDelete: (args: Parameters<typeof customerDelete>[1]) => customerDelete(shop, args),
    customerMerge: (args: Parameters<typeof customerMerge>[1]) => customerMerge(shop, args),
    tagsAdd: (args: { id: string; tags: string[] }) => changeTags(shop, args, true),
    tagsRemove: (args: { id: string; tags: string[] }) => changeTags(shop, args, false),
    metafieldsSet: (args: Parameters<typeof metafieldsSet>[1]) => metafieldsSet(shop, args),
    metafieldsDelete: (args: Parameters<typeof metafieldsDelete>[1]) => metafieldsDelete(shop, args),
    metafieldDefinitionCreate: (args: Parameters<typeof metafieldDefinitionCreate>[1]) => metafieldDefinitionCreate(shop, args),
    customerEmailMarketingConsentUpdate: ({ input }: { input: { customerId: string; emailMarketingConsent: OlderConsent } }) => consented(setConsent(shop, input.customerId, 'emailConsent', older(input.emailMarketingConsent))),
    customerSmsMarketingConsentUpdate: ({ input }: { input: { customerId: string; smsMarketingConsent: OlderConsent } }) => consented(setConsent(shop, input.customerId, 'smsConsent', older(input.smsMarketingConsent))),
    customerWhatsAppMarketingConsentUpdate: ({ input: { customerId, whatsAppMarketingConsent: given } }: { input: { customerId: string; whatsAppMarketingConsent: { state: string; optInLevel?: string; updatedAt?: string } } }) => {
      const { customer, userErrors } = setConsent(shop, customerId, 'whatsappConsent', { state: given.state, level: given.optInLevel ?? null, at: given.updatedAt === undefined ? null : Date.parse(given.updatedAt) })
      return { customerPhoneNumber: customer === null ? null : { phoneNumber: customer.phone }, userErrors }
    },
    bulkOperationRunQuery: ({ query }: { query: string }) => runBulk(shop, query),
  }
  const consented = ({ customer, userErrors }: ReturnType<typeof setConsent>) => ({ customer: viewOrNull(customer), userErrors })
  return Object.fromEntries(
    Object.entries(resolvers).map(([name, resolve]) => [
      name,
      (args: never) => {
        const scope = needs[name]
        return scope !== undefined && !granted.has(scope) ? refuse(`Access denied for ${name} field. Required access: \`${scope}\` access scope.`, 'ACCESS_DENIED') : resolve(args)
      },
    ]),
  )
}

interface OlderConsent {
  marketingState: string
  marketingOptInLevel?: string
  consentUpdatedAt?: string
}
const older = ({ marketingState, marketingOptInLevel, consentUpdatedAt }: OlderConsent) => ({ state: marketingState, level: marketingOptInLevel ?? null, at: consentUpdatedAt === undefined ? null : Date.parse(consentUpdatedAt) })

/** At once, for one shop. */
const mostBulks = 5

function runBulk(shop: FakeShop, query: string): unknown {
  const refused = (code: string, message: string) => ({ bulkOperation: null, userErrors: [{ code, field: ['query'], message }] })
  const faults = validate(adminSchema, parse(query))
  if (faults.length > 0) return refused('INVALID', faults.map(({ message }) => message).join('; '))
  if ([...shop.bulks.values()].filter((bulk) => stateOf(bulk) === 'RUNNING').length >= mostBulks) return refused('LIMIT_REACHED', 'Too many bulk operations')
  const id = `gid://shopify/BulkOperation/${shop.options.nextId()}`
  const bulk: FakeBulk = { id, query, doneAt: Date.now() + shop.options.bulkTakes, lines: null, status: null }
  shop.bulks.set(id, bulk)
  return { bulkOperation: bulkView(shop, bulk), userErrors: [] }
}

const stateOf = (bulk: FakeBulk): string => bulk.status ?? (bulk.doneAt <= Date.now() ? 'COMPLETED' : 'RUNNING')

function bulkView(shop: FakeShop, bulk: FakeBulk): Record<string, unknown> {
  const status = stateOf(bulk)
  if (status === 'COMPLETED') bulk.lines ??= linesOf(shop, bulk.query)
  const count = bulk.lines?.length ?? 0
  return { __typename: 'BulkOperation', id: bulk.id, status, errorCode: status === 'FAILED' ? 'INTERNAL_SERVER_ERROR' : null, objectCount: String(count), url: status === 'COMPLETED' && count > 0 ? shop.options.fileUrl(shop.domain, bulk.id) : null }
}

/** Every record by the query's own fields, a line each. */
function linesOf(shop: FakeShop, query: string): string[] {
  const views: Record<string, () => unknown[]> = {
    customers: () => shop.allLive().map((one) => customerView(shop, one)),
    orders: () => [...shop.orders.values()].map((one) => orderView(shop, one)),
  }
  const document = parse(query)
  return Object.entries(views).flatMap(([name, all]) => {
    if (!new RegExp(`\\{\\s*${name}\\b`).test(query)) return []
    const rows = all()
    const lines: string[] = []
    for (let from = 0; from < rows.length; from += 1_000) {
      const edges = rows.slice(from, from + 1_000).map((node) => ({ node, cursor: '' }))
      const result = execute({ schema: adminSchema, document, rootValue: { [name]: () => ({ edges, nodes: [], pageInfo: {} }) } })
      if (result instanceof Promise) throw new Error('not at once')
      if (result.errors !== undefined) throw result.errors[0] ?? new Error('bulk')
      const data = JSON.parse(JSON.stringify(result.data)) as Record<string, { edges: { node: unknown }[] }>
      for (const { node } of data[name]?.edges ?? []) lines.push(JSON.stringify(node))
    }
    return lines
  })
}

export interface AdminAnswer {
  data?: unknown
  errors?: unknown[]
  extensions?: unknown
}

/** Texts that were judged before: what is wrong with them does not change. */
const judged = new Map<string, { document: DocumentNode } | { errors: unknown[] }>()

function judge(query: string): { document: DocumentNode } | { errors: unknown[] } {
  try {
    const document = parse(query)
    const faults = validate(adminSchema, document, specifiedRules)
    return faults.length === 0 ? { document } : { errors: faults.map(({ message }) => ({ message, extensions: { code: 'undefinedField' } })) }
  } catch (error) {
    return { errors: [{ message: String(error) }] }
  }
}

/** Runs one call as Shopify does: its form, then its points, then the deed. */
export async function answerAdmin(shop: FakeShop, scopes: readonly string[], bucket: FakeBucket, given: { query: string; variables: Record<string, unknown> }): Promise<AdminAnswer> {
  const known = judged.get(given.query) ?? judge(given.query)
  judged.set(given.query, known)
  if ('errors' in known) return known
  const { document } = known
  const cost = costOf(adminSchema, document, given.variables)
  if (cost > mostOfOneCall) return { errors: [{ message: `Query cost is ${cost}, which exceeds the single query max cost limit (${mostOfOneCall}).`, extensions: { code: 'MAX_COST_EXCEEDED', cost, maxCost: mostOfOneCall } }] }
  const points = (actual: number | null) => ({ cost: { requestedQueryCost: cost, actualQueryCost: actual, throttleStatus: bucket.status() } })
  if (!bucket.take(cost)) return { errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED', documentation: 'https://shopify.dev/api/usage/rate-limits' } }], extensions: points(null) }
  const result: ExecutionResult = await execute({ schema: adminSchema, document, rootValue: rootOf(shop, scopes), variableValues: given.variables })
  return { data: result.data, ...(result.errors === undefined ? {} : { errors: result.errors.map((error) => error.toJSON()) }), extensions: points(cost) }
}
