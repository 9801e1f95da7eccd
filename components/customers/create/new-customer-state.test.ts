import { describe, expect, it } from 'vitest'
import { newCustomerSchema } from '@/lib/customers/customer'
import { inputOf, valuesOf } from './new-customer-state'

const form = (fields: Record<string, string>) => {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

describe('the form for a new customer', () => {
  it('keeps every typed text, also what will be refused', () => {
    expect(valuesOf(form({ phone: 'abc', tags: 'x, y' }))).toEqual({
      phone: 'abc',
      email: '',
      firstName: '',
      lastName: '',
      preferredChannel: '',
      language: '',
      segment: '',
      tags: 'x, y',
    })
  })

  it('leaves out what was not chosen and takes tags apart', () => {
    const input = inputOf(valuesOf(form({ firstName: ' Hélène ', tags: ' fidèle ; lyon,, fidèle\nmariée ' })))
    expect(newCustomerSchema.parse(input)).toEqual({
      phone: null,
      email: null,
      firstName: 'Hélène',
      lastName: null,
      segment: null,
      tags: ['fidèle', 'lyon', 'mariée'],
    })
  })
})
