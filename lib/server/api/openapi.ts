// The OpenAPI 3.1 document, made from the very schemas that the routes parse with.
import 'server-only'
import { z } from 'zod'
import { preferencesPatchSchema } from '@/lib/consent/preferences'
import { handleSchema, newCustomerSchema, newOrderSchema, metadataSchema } from '@/lib/customers/customer'
import { newActivitySchema } from '@/lib/customers/log-interaction'
import { tagListSchema } from '@/lib/customers/tag-customer'
import { moneySchema } from '@/lib/shared/money'
import { problemSchema } from '../problem'
import { newNoteSchema } from './history-operations'
import { newMergeSchema } from './merge-operations'
import { nothing, type Operation, takesBody } from './operation'
import { operations } from './operations'
import * as wire from './wire'

const outputs: Record<string, z.ZodType> = {
  Customer: wire.customerDto,
  CustomerPage: wire.customerPage,
  Handle: handleSchema,
  Note: wire.noteDto,
  NotePage: wire.notePage,
  Activity: wire.activityDto,
  ActivityPage: wire.activityPage,
  Order: wire.orderDto,
  OrderPage: wire.orderPage,
  TagPage: wire.tagPage,
  Stats: wire.statsDto,
  Preferences: wire.preferencesDto,
  Merge: wire.mergeDto,
  UndoneMerge: wire.undoneMergeDto,
  Money: moneySchema,
  Metadata: metadataSchema,
  Problem: problemSchema,
}

const inputs: Record<string, z.ZodType> = {
  CustomerInput: newCustomerSchema,
  NoteInput: newNoteSchema,
  ActivityInput: newActivitySchema,
  OrderInput: newOrderSchema,
  TagsInput: tagListSchema,
  PreferencesInput: preferencesPatchSchema,
  MergeInput: newMergeSchema,
}

type Json = Record<string, unknown>
const reference = (id: string): string => `#/components/schemas/${id}`

/** What JSON Schema has no word for: dates are ISO texts on the wire; metadata is any JSON; answers may grow fields. */
const say =
  (io: 'input' | 'output'): NonNullable<z.core.ToJSONSchemaParams['override']> =>
  ({ zodSchema, jsonSchema }) => {
    if (zodSchema instanceof z.ZodDate) Object.assign(jsonSchema, { type: 'string', format: 'date-time' })
    if (zodSchema === metadataSchema) replace(jsonSchema, { type: 'object', additionalProperties: true })
    if (io === 'output' && zodSchema instanceof z.ZodObject && jsonSchema.additionalProperties === false)
      delete jsonSchema.additionalProperties
  }

function replace(target: object, content: Json): void {
  for (const key of Object.keys(target)) Reflect.deleteProperty(target, key)
  Object.assign(target, content)
}

function componentsOf(named: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, Json> {
  const registry = z.registry<{ id?: string | undefined }>()
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, { io, uri: reference, unrepresentable: 'any', override: say(io) })
  return Object.fromEntries(Object.keys(named).map((id) => [id, withoutIds(schemas[id] ?? {})]))
}

const withoutIds = ({ $id: _id, $schema: _schema, id: _own, ...schema }: Json): Json => schema

/** A reference to the named schema; every body and answer has a name. */
function schemaOf(schema: z.ZodType, named: Record<string, z.ZodType>): Json {
  const id = Object.entries(named).find(([, one]) => one === schema)?.[0]
  if (id === undefined) throw new Error('a schema of the API has no name in openapi.ts')
  return { $ref: reference(id) }
}

function parametersOf(operation: Operation): Json[] {
  const fields = (place: 'path' | 'query', schema: z.ZodObject): Json[] => {
    const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
    return Object.entries(properties).map(([name, property]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      schema: property,
    }))
  }
  const header = (name: string, description: string): Json => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string' },
  })
  return [
    ...fields('path', operation.params),
    ...fields('query', operation.query),
    ...(operation.method === 'POST'
      ? [
          header(
            'Idempotency-Key',
            'Any unique text. The same key and request again: the first answer, no second effect. Kept for two days.',
          ),
        ]
      : []),
    ...(operation.versioned && operation.method === 'GET' ? [header('If-None-Match', 'An ETag: 304 when nothing changed.')] : []),
    ...(operation.ifMatch ? [header('If-Match', 'An ETag: 412 when somebody changed the customer since.')] : []),
  ]
}

const refusalTexts: Record<number, string> = {
  400: 'The address, a header or the JSON is malformed',
  401: 'No key, or one that is unknown, revoked or expired',
  403: 'The key lacks the scope',
  404: 'No such record in this shop',
  409: 'The Idempotency-Key was used for another request, or the first one still runs',
  412: 'The customer changed since (`currentVersion`)',
  413: 'The body is larger than 256 kB',
  415: 'The body is not JSON',
  422: 'Fields to correct (`errors`)',
  503: 'Not available right now (Retry-After)',
}

function responsesOf(operation: Operation): Json {
  const success = (description: string): Json => ({
    description,
    ...(operation.versioned
      ? { headers: { ETag: { description: 'For If-Match and If-None-Match', schema: { type: 'string' } } } }
      : {}),
    ...(operation.response === nothing
      ? {}
      : { content: { 'application/json': { schema: schemaOf(operation.response, outputs) } } }),
  })
  const statuses = [
    400,
    401,
    403,
    ...(operation.path.includes('{') ? [404] : []),
    ...(operation.method === 'POST' ? [409] : []),
    ...(operation.ifMatch ? [412] : []),
    ...(takesBody(operation) ? [413, 415, 422] : []),
    503,
  ]
  const refusals: Record<number, string> = {
    ...Object.fromEntries(statuses.map((status) => [status, refusalTexts[status] ?? ''])),
    ...operation.refusals,
  }
  return {
    [operation.status]: success('Done'),
    ...Object.fromEntries(Object.entries(operation.alsoStatus ?? {}).map(([status, text]) => [status, success(text)])),
    ...(operation.versioned && operation.method === 'GET' ? { 304: { description: 'Nothing changed' } } : {}),
    ...Object.fromEntries(
      Object.entries(refusals).map(([status, description]) => [
        status,
        { description, content: { 'application/problem+json': { schema: { $ref: reference('Problem') } } } },
      ]),
    ),
  }
}

const itemOf = (operation: Operation): Json => ({
  operationId: operation.id,
  tags: [operation.tag],
  summary: operation.summary,
  ...(operation.description === undefined ? {} : { description: operation.description }),
  security: [{ apiKey: [operation.scope] }],
  parameters: parametersOf(operation),
  ...(takesBody(operation)
    ? {
        requestBody: {
          required: true,
          content: { 'application/json': { schema: schemaOf(operation.body, inputs), example: operation.example } },
        },
      }
    : {}),
  responses: responsesOf(operation),
})

/** @param appUrl the public origin, without a slash at its end. */
export function openApiDocument(appUrl: string): Json {
  const paths: Record<string, Json> = {}
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: itemOf(operation) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Coccinelle',
      version: '1.0.0',
      description:
        'Customers of a shop: one record, one timeline. Amounts are integers in minor units, dates ISO 8601, phones E.164. ' +
        'Errors are RFC 9457 problem documents in the language of Accept-Language (French or English).',
    },
    servers: [{ url: `${appUrl}/api/v1` }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'A key of the shop, `cck_…`. Its scopes say what it may do.' },
      },
      schemas: { ...componentsOf(outputs, 'output'), ...componentsOf(inputs, 'input') },
    },
  }
}
