// The preview says what would really happen: emptied fields, values that do not fit, figures that only go out.
import { describe, expect, it } from 'vitest'
import type { Customer } from '@/lib/customers/customer'
import type { ExternalField } from '@/lib/customers/field-catalogue'
import { mappableFields } from '@/lib/crm/field-mapping'
import { ownValue, previewRows } from './field-mapping-values'

const at = new Date('2026-03-14T10:30:00Z')
const customer: Customer = {
  id: '1',
  firstName: "O'Brien \\' OR Id != null --",
  lastName: null,
  email: 'o@example.org',
  phone: '+33639981234',
  handles: [],
  preferredChannel: 'sms',
  language: 'fr',
  segment: 'vip',
  tags: ['fidèle', 'robe'],
  totalOrders: 3,
  totalSpent: { amount: 12345, currency: 'EUR' },
  averageOrderValue: { amount: 500, currency: 'JPY' },
  lastOrderAt: at,
  lastContactAt: null,
  lastContactChannel: null,
  createdAt: at,
  updatedAt: at,
  version: 1,
  metadata: { size: '38' },
  links: [],
}
const preferences = { optIn: { email: true, sms: false, whatsapp: null, phone: null } }
const field = (name: string, more: Partial<ExternalField> = {}): ExternalField => ({
  name,
  label: name.toUpperCase(),
  type: 'text',
  writable: true,
  maxLength: null,
  choices: [],
  ...more,
})
const subject = { customer, preferences }

describe('ownValue', () => {
  it('knows every field that can be mapped, and metadata by key', () => {
    const values = Object.fromEntries(mappableFields.map(({ name }) => [name, ownValue(customer, preferences, name)]))
    expect(values).toMatchObject({
      'optIn.email': true,
      'optIn.sms': false,
    })
    const filled = Object.entries(values).filter(([, value]) => value !== null)
    expect(filled.map(([name]) => name).sort()).toEqual(
      mappableFields
        .map(({ name }) => name)
        .filter((name) => !['lastName', 'optIn.whatsapp', 'optIn.phone'].includes(name))
        .sort(),
    )
    expect(ownValue(customer, preferences, 'metadata.size')).toBe('38')
    expect(ownValue(customer, preferences, 'metadata.gone')).toBeNull()
    for (const name of ['nothing of ours', 'constructor', 'metadata.constructor', 'metadata.__proto__'])
      expect(ownValue(customer, preferences, name)).toBeNull()
  })
})

describe('previewRows', () => {
  const one = (ours: string, target: ExternalField | null, there: string | null = null) =>
    previewRows({ [ours]: 'f' }, target === null ? [] : [target], subject, { f: there })[0]

  it('writes our value as text and reads theirs back', () => {
    expect(one('firstName', field('f'), 'Ó Briain')).toEqual({
      ours: 'firstName',
      theirs: 'f',
      theirsLabel: 'F',
      out: customer.firstName,
      refused: null,
      there: 'Ó Briain',
      reading: 'read',
      back: 'Ó Briain',
    })
  })

  it('empties what we do not have', () => {
    expect(one('lastName', field('f'), 'Dupont')).toMatchObject({ out: null, refused: null, there: 'Dupont', back: 'Dupont' })
  })

  it.each([
    ['too_long', 'firstName', field('f', { maxLength: 3 })],
    ['no_choice', 'segment', field('f', { type: 'choice', choices: [{ value: 'gold', label: 'Or' }] })],
    ['not_a_number', 'language', field('f', { type: 'number' })],
    ['read_only', 'segment', field('f', { writable: false })],
    ['absent', 'segment', null],
  ])('says %s', (reason, ours, target) => {
    expect(one(ours, target)).toMatchObject({ refused: reason })
  })

  it('says what it cannot read', () => {
    expect(one('optIn.sms', field('f'), 'peut-être')).toMatchObject({ out: 'false', reading: 'unreadable', back: null })
    expect(one('optIn.sms', field('f'), 'oui')).toMatchObject({ reading: 'read', back: 'true' })
    expect(one('optIn.sms', field('f'), '  ')).toMatchObject({ reading: 'empty', back: null })
  })

  it('has one side when the person is on one side only', () => {
    expect(previewRows({ segment: 'f' }, [field('f')], null, { f: 'gold' })[0]).toMatchObject({ out: null, back: 'gold' })
    expect(previewRows({ segment: 'f' }, [field('f')], subject, null)[0]).toMatchObject({
      out: 'vip',
      there: null,
      reading: 'empty',
    })
  })
})
