// The document is valid OpenAPI, says what the routes do, and every route file has its operation and the other way round.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openApiDocument } from './openapi'
import { takesBody } from './operation'
import { operations } from './operations'

type Json = { [key: string]: Json }
const document = JSON.parse(JSON.stringify(openApiDocument('https://hub.example'))) as Json

/** Not calls of the API: the document itself, and the answer to everything unknown. */
const besides = ['/openapi.json', '/[...unknown]']

const routes = readdirSync('app/api/v1', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('route.ts'))
  .flatMap((file) => {
    const path = `/${file.replace(/\/?route\.ts$/, '')}`
    if (besides.includes(path)) return []
    const methods = [
      ...readFileSync(join('app/api/v1', file), 'utf8').matchAll(/^export const (GET|POST|PUT|PATCH|DELETE) = (\w+)/gm),
    ]
    return methods.map(([, method, maker]) => ({ call: `${method} ${path.replace(/\[(\w+)\]/g, '{$1}')}`, maker }))
  })

describe('routes and operations', () => {
  it('are the same calls', () => {
    expect(routes.map(({ call }) => call).sort()).toEqual(operations.map(({ method, path }) => `${method} ${path}`).sort())
  })

  it('all go through tenantRoute', () => {
    expect(routes.filter(({ maker }) => maker !== 'tenantRoute')).toEqual([])
  })

  it('export nothing that the scan does not see', () => {
    for (const file of readdirSync('app/api/v1', { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('route.ts'),
    )) {
      const text = readFileSync(join('app/api/v1', file), 'utf8')
      if (besides.some((path) => `/${file}`.startsWith(`${path}/`))) continue
      expect(text.match(/\bexport\b/g)?.length).toBe(
        text.match(/^export const (GET|POST|PUT|PATCH|DELETE) = tenantRoute/gm)?.length,
      )
    }
  })

  it('have ids of their own', () => {
    expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length)
  })
})

describe('the document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(document))
    expect(result.errors).toBeUndefined()
    expect(result.valid).toBe(true)
    expect(document.openapi).toBe('3.1.0')
  })

  it('would be refused with a mistake in it', async () => {
    const wrong = structuredClone(document)
    wrong.paths!['/customers']!.get!.responses = { 200: { content: {} } }
    expect((await new Validator().validate(wrong)).valid).toBe(false)
  })

  it('leads every reference somewhere', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!)
    expect(references.length).toBeGreaterThan(20)
    for (const to of references) {
      const found = to
        .replace('#/', '')
        .split('/')
        .reduce<Json | undefined>((at, part) => at?.[part], document)
      expect(found, to).toBeDefined()
    }
  })

  it('names every parameter of every path', () => {
    for (const { path, params } of operations)
      expect([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)).toEqual(Object.keys(params.shape))
  })

  it('tells a customer as the wire has it', () => {
    const { properties, required } = z
      .object({ properties: z.record(z.string(), z.record(z.string(), z.unknown())), required: z.array(z.string()) })
      .parse(document.components!.schemas!.Customer)
    const fields =
      'id firstName lastName email phone preferredChannel language segment tags totalOrders totalSpent averageOrderValue lastOrderAt createdAt updatedAt version metadata links handles'
    expect(Object.keys(properties).sort()).toEqual(fields.split(' ').sort())
    expect(required.sort()).toEqual(fields.split(' ').sort())
    expect(properties.createdAt).toEqual({ type: 'string', format: 'date-time' })
    expect(properties.metadata).toEqual({ $ref: '#/components/schemas/Metadata' })
    expect(properties.links).toHaveProperty('items.properties.externalId')
  })

  it('has no room for fields that callers may not set', () => {
    const { properties, additionalProperties } = document.components!.schemas!.CustomerInput!
    expect(additionalProperties).toBe(false)
    for (const name of ['id', 'tenantId', 'version', 'createdAt', 'totalSpent']) expect(properties).not.toHaveProperty(name)
  })

  it('gives examples that the routes would take', () => {
    for (const operation of operations.filter(takesBody))
      expect(operation.body.safeParse(operation.example).error, operation.id).toBeUndefined()
  })
})
