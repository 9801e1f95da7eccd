// The ladder every call of the REST API climbs: key → scope → address and body parsed → use case → answer parsed.
import 'server-only'
import type { z } from 'zod'
import { fieldIssues } from '@/lib/customers/parse-input'
import type { CustomerStore } from '@/lib/customers/customer-store'
import type { UseCase } from '@/lib/customers/use-case'
import { createCustomerStore } from '@/lib/db/customer-store'
import { sqlState } from '@/lib/db/database-errors'
import type { KeptAnswer } from '@/lib/db/idempotent-store'
import { systemClock } from '@/lib/shared/clock'
import { CrmError } from '@/lib/shared/errors'
import { newId } from '@/lib/shared/ids'
import { log } from '@/lib/shared/log'
import { holderOf, type KeyHolder } from './api-key'
import { type Operation, takesBody } from './api/operation'
import { expectedVersion, isFresh } from './etag'
import { idempotencyKey, idempotently } from './idempotency'
import { countRequest } from './metrics'
import { DoorError, problemResponse } from './problem'
import { parseJson, readJsonBytes, unstorableIn } from './request-body'

export interface Call<P, Q, B> {
  useCase: UseCase
  params: P
  query: Q
  body: B
  /** From If-Match; undefined when any version will do. */
  expectedVersion: number | undefined
}

/** `status` where it is not the operation's own; `location` is a path under `/api/v1`. */
export interface Reply<R> {
  data: R
  status?: number
  etag?: string
  location?: string
}

/** The route handler of an operation. Whatever happens, the answer is JSON, private and without inner details. */
export const tenantRoute =
  <P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
    operation: Operation<P, Q, B, R>,
    handler: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<Reply<z.input<R>>>,
  ) =>
  async (request: Request): Promise<Response> => {
    const started = performance.now()
    const given = request.headers.get('x-request-id')
    const requestId = given !== null && /^[\w-]{1,128}$/.test(given) ? given : newId()
    const withBody = takesBody(operation)

    const response = await answer().catch((error: unknown) => {
      const known = knownError(error)
      if (known instanceof DoorError && known.status === 500)
        log().error({ err: error, requestId, operation: operation.id }, 'API call failed')
      return problemResponse(known, request.headers.get('accept-language'), withBody && !(known instanceof AddressError))
    })
    response.headers.set('cache-control', 'private, no-store')
    response.headers.set('x-request-id', requestId)
    countRequest(`/api/v1${operation.path}`, operation.method, response.status, (performance.now() - started) / 1000)
    return response

    async function answer(): Promise<Response> {
      const holder = await requireKey(request, operation)
      const params = parsePart(operation.params, paramsOf(request, operation.path), 'address')
      const query = parsePart(operation.query, queryOf(request), 'address')
      const bytes = withBody ? await readJsonBytes(request) : Buffer.alloc(0)
      const body = parsePart(operation.body, withBody ? parseJson(bytes) : undefined, 'body')
      const version = expectedVersion(operation.ifMatch ? request.headers.get('if-match') : null)

      const work = async (store: CustomerStore): Promise<KeptAnswer> => {
        const useCase: UseCase = { shop: holder.shop, actor: holder.actor, store, clock: systemClock }
        return written(operation, await handler({ useCase, params, query, body, expectedVersion: version }))
      }
      const key = operation.method === 'POST' ? idempotencyKey(request.headers) : null
      const { pathname, search } = new URL(request.url)
      const result =
        key === null
          ? await work(createCustomerStore(holder.shop, holder.actor))
          : await idempotently(holder, key, { method: operation.method, path: pathname + search, body: bytes }, work)

      const etag = result.headers.etag
      if (operation.method === 'GET' && etag !== undefined && isFresh(request.headers.get('if-none-match'), etag))
        return new Response(null, { status: 304, headers: { etag } })
      return new Response(result.status === 204 ? null : result.body, { status: result.status, headers: result.headers })
    }
  }

/** Who calls. Throws 401 without a live key, 403 without the operation's scope. */
async function requireKey(request: Request, operation: Pick<Operation, 'scope'>): Promise<KeyHolder> {
  const key = /^Bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (key === undefined)
    throw new DoorError(401, 'unauthorized', 'key_missing', {}, { 'www-authenticate': 'Bearer realm="coccinelle"' })
  const holder = await holderOf(key)
  if (holder === null)
    throw new DoorError(
      401,
      'unauthorized',
      'key_invalid',
      {},
      { 'www-authenticate': 'Bearer realm="coccinelle", error="invalid_token"' },
    )
  const { scope } = operation
  if (!holder.scopes.includes(scope)) {
    const challenge = `Bearer realm="coccinelle", error="insufficient_scope", scope="${scope}"`
    throw new DoorError(403, 'forbidden', 'scope_missing', { scope }, { 'www-authenticate': challenge })
  }
  return holder
}

/** A field given once is a text, several times a list. */
function queryOf(request: Request): Record<string, string | string[]> {
  const { searchParams } = new URL(request.url)
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name)
      return [name, values.length === 1 ? (values[0] ?? '') : values]
    }),
  )
}

/** Values of `{name}` in the operation's path, read from the address itself. */
function paramsOf(request: Request, path: string): Record<string, string> {
  const given = new URL(request.url).pathname.replace(/^\/api\/v1/, '').split('/')
  const wanted = path.split('/')
  return Object.fromEntries(
    wanted.flatMap((part, at) => (part.startsWith('{') ? [[part.slice(1, -1), decoded(given[at] ?? '')]] : [])),
  )
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new DoorError(400, 'malformed', 'address_malformed')
  }
}

/** Refused fields of the address make a 400 even where a body is taken. */
class AddressError extends CrmError {}

function parsePart<S extends z.ZodType>(schema: S, value: unknown, part: 'address' | 'body'): z.output<S> {
  const unstorable = unstorableIn(value)
  const result = unstorable.length > 0 ? null : schema.safeParse(value, { reportInput: true })
  if (result?.success) return result.data
  const issues = result === null ? unstorable : fieldIssues(result.error)
  throw part === 'address'
    ? new AddressError('invalid', 'Fields to correct', { issues })
    : new CrmError('invalid', 'Fields to correct', { issues })
}

/** The answer as it goes out; parsing it drops whatever the API does not promise. */
function written<R extends z.ZodType>(
  operation: Operation<z.ZodObject, z.ZodObject, z.ZodType, R>,
  reply: Reply<z.input<R>>,
): KeptAnswer {
  const data = operation.response.parse(reply.data)
  return {
    status: reply.status ?? operation.status,
    body: data === undefined ? '' : JSON.stringify(data),
    headers: {
      ...(data === undefined ? {} : { 'content-type': 'application/json; charset=utf-8' }),
      ...(reply.etag === undefined ? {} : { etag: reply.etag }),
      ...(reply.location === undefined ? {} : { location: `/api/v1${reply.location}` }),
    },
  }
}

/** Anything unforeseen becomes a 500 that says nothing; a value PostgreSQL cannot hold is the caller's to correct. */
function knownError(error: unknown): CrmError | DoorError {
  if (error instanceof CrmError || error instanceof DoorError) return error
  if (sqlState(error)?.startsWith('22')) return new CrmError('invalid', 'A value that cannot be kept', { cause: error })
  return new DoorError(500, 'unexpected', 'unexpected')
}
