// Every text that we send, against Shopify's published schema.
import { buildSchema, NoDeprecatedCustomRule, parse, specifiedRules, validate } from 'graphql'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { costOf } from './__fixtures__/fake-cost'
import { apiVersion } from './api-version'
import { bulkCustomers, bulkOrders, customerCost, operationsFor, orderCost } from './operations'

const text = readFileSync(new URL('__fixtures__/admin-schema.graphql', import.meta.url), 'utf8')
const schema = buildSchema(text)
const rules = [...specifiedRules, NoDeprecatedCustomRule]
const faultsOf = (query: string) => validate(schema, parse(query), rules).map(({ message }) => message)

describe('every operation', () => {
  const mapped = ['custom.size', 'loyalty.tier']
  const texts = { ...operationsFor(mapped), bulkCustomers: { text: bulkCustomers(mapped) }, bulkOrders: { text: bulkOrders } }

  test.each(Object.entries(texts))('%s is as published, with nothing that is on its way out', (_name, operation) => {
    expect(faultsOf(operation.text)).toEqual([])
  })

  test('and the check would notice', () => {
    expect(faultsOf('{ customer(id: "1") { email } }').join()).toContain('deprecated')
    expect(faultsOf('{ customer(id: "1") { telephone } }').join()).toContain('telephone')
    expect(faultsOf('mutation { customerCreate(input: { addresses: [] }) { userErrors { field } } }').join()).toContain(
      'deprecated',
    )
    expect(faultsOf('{ customers(first: "ten") { nodes { id } } }')).not.toEqual([])
  })

  test('the schema is of the version that is spoken', () => {
    expect(text.split('\n')[0]).toContain(apiVersion)
  })

  test('the names are those of the texts, each once', () => {
    const all = Object.values(operationsFor([]))
    for (const { name, text: query } of all) expect(query).toMatch(new RegExp(`^(query|mutation) ${name}\\b`))
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
  })
})

test('a page costs what the size of pages is reckoned with', () => {
  const { customers, orders } = operationsFor(['custom.size'])
  expect(costOf(schema, parse(customers.text), { first: 10 })).toBe(10 * customerCost(['custom.size']))
  expect(costOf(schema, parse(orders.text), { first: 10 })).toBe(10 * orderCost)
})
