// Every refused field has its path and a reason that the catalogues know.
import { describe, expect, it } from 'vitest'
import { CrmError, type FieldIssue } from '@/lib/shared/errors'
import { newCustomerSchema, newOrderSchema } from './customer'
import { parseInput } from './parse-input'

function issuesOf(run: () => unknown): FieldIssue[] {
  try {
    run()
  } catch (error) {
    if (error instanceof CrmError && error.code === 'invalid') return error.issues
    throw error
  }
  return []
}

describe('parseInput', () => {
  it('gives what the schema makes of the input', () => {
    expect(parseInput(newCustomerSchema, { firstName: '  Hélène ', lastName: '' })).toEqual({
      firstName: 'Hélène',
      lastName: null,
    })
  })
  it.each<[unknown, string, string]>([
    [{ firstName: 'x'.repeat(121) }, 'firstName', 'too_big_string'],
    [{ preferredChannel: 'pigeon' }, 'preferredChannel', 'choice'],
    [{ tags: ['a', ''] }, 'tags.1', 'required'],
    [{ tenantId: 'other' }, 'tenantId', 'unknown'],
    [{ firstName: 3 }, 'firstName', 'type'],
    [{ language: 'FRENCH' }, 'language', 'language'],
  ])('%j is refused at %s: %s', (input, path, reason) => {
    expect(issuesOf(() => parseInput(newCustomerSchema, input)).map((issue) => [issue.path.join('.'), issue.reason])).toEqual([
      [path, reason],
    ])
  })
  it('says required for what is missing, all at once', () => {
    expect(issuesOf(() => parseInput(newOrderSchema, {})).map((issue) => [issue.path.join('.'), issue.reason])).toEqual([
      ['externalId', 'required'],
      ['total', 'required'],
      ['placedAt', 'required'],
    ])
  })
  it('refuses a negative total by name', () => {
    const order = { externalId: '1', total: { amount: -1, currency: 'EUR' }, placedAt: '2026-01-01' }
    expect(issuesOf(() => parseInput(newOrderSchema, order))).toMatchObject([
      { path: ['total', 'amount'], reason: 'amount_negative' },
    ])
  })
})
