// Holds what is sent to the fake, and what it answers, against HubSpot's published schemas (published-schemas.json: the
// operations we use, cut down to what checks). A violation fails the test that caused it.
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import { z } from 'zod'
import type { FakeAnswer, FakeRequest } from './fake-objects'

const documentSchema = z.object({
  operations: z.array(
    z.object({
      method: z.string(),
      path: z.string(),
      query: z.array(z.string()),
      bodyType: z.string().optional(),
      body: z.record(z.string(), z.unknown()).optional(),
      answers: z.record(z.string(), z.record(z.string(), z.unknown()).nullable()),
    }),
  ),
  $defs: z.record(z.string(), z.unknown()),
})
const document = documentSchema.parse(JSON.parse(readFileSync(new URL('published-schemas.json', import.meta.url), 'utf8')))

/** As a sender has to keep it: what is not published is a slip of the pen, although OpenAPI leaves every object open. */
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

const pattern = (path: string) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`)
const operations = document.operations.map((operation) => ({ ...operation, pattern: pattern(operation.path), fixed: !operation.path.endsWith('}') }))

/** v3 and v4 paths have the same bodies: they are judged as their dated successors. */
const dated = (path: string): string =>
  path
    .replace(/^\/crm\/v3\/objects\//, '/crm/objects/2026-09/')
    .replace(/^\/crm\/v4\/objects\//, '/crm/objects/2026-09/')
    .replace(/^\/crm\/v4\/associations\//, '/crm/associations/2026-09/')
    .replace(/^\/crm\/v3\/properties\//, '/crm/properties/2026-09/')
    .replace('/2026-03/', '/2026-09/')

/** Sentences that name what is wrong with one exchange; empty when it is as published. */
export function violations(request: FakeRequest, answer: FakeAnswer): string[] {
  const path = dated(request.path)
  const fitting = operations.filter((one) => one.method === request.method && one.pattern.test(path))
  const operation = fitting.find(({ fixed }) => fixed) ?? fitting[0]
  const where = `${request.method} ${operation?.path ?? path}`
  if (operation === undefined) return [`${where} is not published`]
  const unknown = [...request.query.keys()].filter((name) => !operation.query.includes(name)).map((name) => `${where}: no query parameter ${name}`)
  const body = operation.body === undefined ? [] : check('requests', operation.body, request.body).map((fault) => `${where} body: ${fault}`)
  if (operation.body === undefined && request.body !== null) body.push(`${where} takes no body`)
  if (operation.bodyType !== undefined && request.contentType !== operation.bodyType) body.push(`${where} is sent as ${request.contentType}`)
  const isFine = answer.status < 300
  const schema = operation.answers[String(answer.status === 207 ? 200 : answer.status)] ?? (isFine ? undefined : operation.answers.default)
  const reply =
    isFine && schema === undefined && answer.status !== 204
      ? [`${where} does not answer ${answer.status}`]
      : schema === null || schema === undefined || answer.body === null
        ? []
        : check('answers', schema, answer.body).map((fault) => `${where} answer ${answer.status}: ${fault}`)
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
      if (found.size > 0) throw new Error(`Not as HubSpot publishes it:\n${[...found].join('\n')}`)
    },
  }
}
