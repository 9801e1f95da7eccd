// Two shops and callers of the REST API, with the route handlers themselves at hand.
import { resolve } from 'node:path'
import { createCustomer } from '@/lib/customers/create-customer'
import type { Customer, NewCustomerInput } from '@/lib/customers/customer'
import type { Shop, UseCase } from '@/lib/customers/use-case'
import { createTenant } from '@/lib/db/account-repo'
import { createCustomerStore } from '@/lib/db/customer-store'
import { createApiKey, type Scope } from '@/lib/server/api-key'
import type { Operation } from '@/lib/server/api/operation'
import { operations } from '@/lib/server/api/operations'

type Handler = (request: Request) => Promise<Response>

export interface ApiCall {
  path?: Record<string, string>
  query?: string
  body?: unknown
  /** Bytes as they are, instead of `body`. */
  raw?: BodyInit
  headers?: Record<string, string>
  key?: string | null
}

/** Calls an operation's own route handler with a real Request. */
export async function callApi(operation: Pick<Operation, 'method' | 'path'>, call: ApiCall): Promise<Response> {
  const folder = operation.path.replace(/\{(\w+)\}/g, '[$1]')
  const file = resolve(import.meta.dirname, `../../app/api/v1${folder}/route.ts`)
  const route = (await import(/* @vite-ignore */ file)) as Record<string, Handler>
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(call.path?.[name] ?? ''))
  const body = call.raw ?? (call.body === undefined ? undefined : JSON.stringify(call.body))
  const request = {
    method: operation.method,
    // A stream as a body must say so.
    ...(body === undefined ? {} : { body, duplex: 'half' }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call.key === null || call.key === undefined ? {} : { authorization: `Bearer ${call.key}` }),
      ...call.headers,
    },
  }
  return route[operation.method]!(new Request(`http://coccinelle.test/api/v1${path}${call.query ?? ''}`, request))
}

export const operationOf = (id: string): Operation => operations.find((operation) => operation.id === id)!

export const callById = (id: string, call: ApiCall): Promise<Response> => callApi(operationOf(id), call)

let shops = 0

export interface TestShop {
  shop: Shop
  useCase: UseCase
  key: string
  keyWith(scopes: Scope[], expiresAt?: Date): Promise<{ id: string; key: string }>
  customer(input?: NewCustomerInput): Promise<Customer>
}

export async function createTestShop(): Promise<TestShop> {
  shops += 1
  const shop = await createTenant({ slug: `shop-${shops}`, name: `Shop ${shops}` })
  const actor = { kind: 'system', id: null, name: 'test' } as const
  const useCase = { shop, actor, store: createCustomerStore(shop, actor), clock: () => new Date() }
  const keyWith = (scopes: Scope[], expiresAt?: Date) =>
    createApiKey(shop, actor, { name: 'Caisse', scopes, ...(expiresAt === undefined ? {} : { expiresAt }) })
  const { key } = await keyWith(['customers:read', 'customers:write'])
  return {
    shop,
    useCase,
    key,
    keyWith,
    customer: (input = { firstName: 'Hélène', lastName: 'Moreau' }) => createCustomer(useCase, input),
  }
}
