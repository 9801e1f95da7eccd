// One call of the REST API as data: the route that answers it and the OpenAPI document are both made from this.
import { z } from 'zod'
import type { Scope } from '../api-key'

export interface Operation<
  P extends z.ZodObject = z.ZodObject,
  Q extends z.ZodObject = z.ZodObject,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  /** OpenAPI's operationId. */
  id: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Under `/api/v1`, with `{name}` for each of `params`. */
  path: string
  tag: string
  summary: string
  description?: string
  scope: Scope
  params: P
  query: Q
  /** `nothing` when the call takes no body. */
  body: B
  /** A body that `body` accepts, for the document. */
  example?: unknown
  /** Of the usual success. */
  status: 200 | 201 | 204
  /** `nothing` for 204. */
  response: R
  /** Answers with an ETag; a GET takes If-None-Match. */
  versioned?: boolean
  /** Takes If-Match: 412 when the version is another one. */
  ifMatch?: boolean
  /** Other successes, with what they mean. */
  alsoStatus?: Record<number, string>
  /** Refusals besides those every call has. */
  refusals?: Record<number, string>
}

/** Keeps the schemas' own types. */
export const operation = <P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, R extends z.ZodType>(
  given: Operation<P, Q, B, R>,
): Operation<P, Q, B, R> => given

export const nothing = z.undefined()
export const takesBody = ({ body }: Pick<Operation, 'body'>): boolean => body !== nothing
export const noFields = z.object({}).strict()

/** An id in an address; any text, because an unknown one is simply not found. */
export const idInPath = z.string().min(1).max(200)
export const customerInPath = z.object({ id: idInPath }).strict()

/** `limit` and `cursor` of a list. */
export const pageQuery = z
  .object({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().min(1).max(2000).optional(),
  })
  .strict()
