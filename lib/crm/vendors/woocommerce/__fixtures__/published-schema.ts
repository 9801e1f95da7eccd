// Holds what is sent to the fake, and what it answers, against WooCommerce's own schemas (published-schemas.json: the operations
// we use, extracted from its REST controllers). A violation fails the test that caused it.
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { z } from 'zod'
import type { FakeAnswer, FakeRequest } from './fake-rest'

const documentSchema = z.object({
  operations: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      query: z.array(z.string()),
      body: z.record(z.string(), z.unknown()).optional(),
      answers: z.record(z.string(), z.record(z.string(), z.unknown())),
    }),
  ),
  $defs: z.record(z.string(), z.unknown()),
})
const document = documentSchema.parse(JSON.parse(readFileSync(new URL('published-schemas.json', import.meta.url), 'utf8')))

/** As a sender has to keep it: what is not published is a slip of the pen. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]))
  return 'properties' in inner && !('additionalProperties' in inner) ? { ...inner, additionalProperties: false } : inner
}
const record = z.record(z.string(), z.unknown())
const definitions = { requests: record.parse(closed(document.$defs)), answers: document.$defs }

const ajv = new Ajv({ strict: false, allErrors: true })
const compiled = { requests: new Map<object, ValidateFunction>(), answers: new Map<object, ValidateFunction>() }
function check(of: 'requests' | 'answers', schema: Record<string, unknown>, value: unknown): string[] {
  const own = of === 'requests' ? record.parse(closed(schema)) : schema
  const validate = compiled[of].get(schema) ?? ajv.compile({ ...own, $defs: definitions[of] })
  compiled[of].set(schema, validate)
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message, params }) => {
        const extra = 'additionalProperty' in params ? ` (${String(params.additionalProperty)})` : ''
        return `${instancePath.replace(/\/\d+(?=\/|$)/g, '/#')} ${message ?? ''}${extra}`
      })
}

const refusal = { $ref: '#/$defs/error' }
const operations = document.operations.map((operation) => ({
  ...operation,
  pattern: new RegExp(`^${operation.path.replace(/\{\w+\}/g, '\\d+')}$`),
}))

/** Sentences that name what is wrong with one exchange; empty when it is as published. */
export function violations(request: FakeRequest, answer: FakeAnswer): string[] {
  const operation = operations.find(({ method, pattern }) => method === request.method && pattern.test(request.path))
  const where = `${request.method} ${operation?.path ?? request.path}`
  if (operation === undefined) return [`${where} is not published`]
  const unknown = [...request.query.keys()].filter((name) => !operation.query.includes(name)).map((name) => `${where}: no query parameter ${name}`)
  const body = operation.body === undefined ? [] : check('requests', operation.body, request.body).map((fault) => `${where} body: ${fault}`)
  if (operation.body === undefined && request.body !== null) body.push(`${where} takes no body`)
  if (operation.body !== undefined && request.contentType !== 'application/json') body.push(`${where} is sent as ${request.contentType}`)
  const schema = operation.answers[String(answer.status)] ?? (answer.status >= 400 ? refusal : undefined)
  const reply =
    schema === undefined ? [`${where} does not answer ${answer.status}`] : check('answers', schema, answer.body).map((fault) => `${where} answer ${answer.status}: ${fault}`)
  return [...unknown, ...body, ...reply]
}

export function watchSchema() {
  const found = new Set<string>()
  return {
    onExchange: (request: FakeRequest, answer: FakeAnswer): void => {
      for (const violation of violations(request, answer)) found.add(violation)
    },
    /** Throws when anything was not as published. */
    verdict: (): void => {
      if (found.size > 0) throw new Error(`Not as WooCommerce publishes it:\n${[...found].join('\n')}`)
    },
  }
}
